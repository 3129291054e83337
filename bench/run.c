/*
 * The runner: every bench against its floor in one process of its own, rounds
 * of both alternating, medians of both and of the ratios of each pair.
 *
 *   bench [--short] [--check] [--json FILE] [--plot FILE]
 *         [--wine WINE --wineserver WINESERVER --exe BENCH.EXE] [NAME ...]
 *   bench --one NAME WORKERS-CPU SECONDS FIFO0 FIFO1 FIFO2 FIFO3
 *   bench --peer NAME WHAT CPU
 *   bench --load PORT CONNECTIONS SIZE CPU
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "child.h"
#include "memory.h"
#include "place.h"
#include "report.h"

#define ROUNDS 1001
#define FIFOS 4
#define RESULTS 64

static char folder[128];
static char fifo[FIFOS][192];
static int held[FIFOS] = { -1, -1, -1, -1 };

struct options {
	bool brief, check;
	const char *json, *plot, *wine, *wineserver, *exe;
};

static const struct bench *find_bench(const char *name)
{
	unsigned i;

	for (i = 0; benches[i]; i++)
		if (!strcmp(benches[i]->name, name))
			return benches[i];
	return NULL;
}

static const struct floor *find_floor(const char *name)
{
	unsigned i;

	for (i = 0; floors[i]; i++)
		if (!strcmp(floors[i]->name, name))
			return floors[i];
	return NULL;
}

static double floor_cost(const struct bench *bench, const struct floor *floor)
{
	double cost = 0;

	if (bench->base)
		cost = bench->base(bench->ops);
	else if (floor)
		cost = floor->round(bench->ops);
	if (cost < 0)
		return cost;
	return cost > bench->least ? cost : bench->least;
}

/* One bench in this process; prints ours, floor and ratio. */
static int one(char **argv)
{
	static double ours[ROUNDS], base[ROUNDS], ratio[ROUNDS];
	const struct bench *bench = find_bench(argv[0]);
	double seconds = atof(argv[2]), start;
	const struct floor *floor;
	unsigned rounds = 0;

	if (!bench)
		return 2;
	floor = find_floor(bench->name);
	place_workers(atoi(argv[1]));
	if (bench->open(argv + 3) || (floor && floor->open(argv + 5))) {
		bench_fail("cannot open");
		return 1;
	}
	start = bench_now();
	do {
		bool ours_first = rounds & 1;

		if (ours_first)
			ours[rounds] = bench->round(bench->ops);
		base[rounds] = floor_cost(bench, floor);
		if (!ours_first)
			ours[rounds] = bench->round(bench->ops);
		if (ours[rounds] < 0 || base[rounds] <= 0)
			return 1;
		ratio[rounds] = ours[rounds] / base[rounds];
		rounds++;
	} while (!bench->once && rounds < ROUNDS &&
		 (rounds < 3 || rounds < bench->rounds ||
		  bench_now() - start < seconds * 1e9));
	printf("%.9g %.9g %.9g\n", bench_median(ours, rounds),
	       bench_median(base, rounds), bench_median(ratio, rounds));
	fflush(stdout);
	_exit(0);
}

/* Fresh FIFOs; both ends are held here, so that no open has to wait. */
static int make_fifos(void)
{
	unsigned i;

	for (i = 0; i < FIFOS; i++) {
		snprintf(fifo[i], sizeof(fifo[i]), "%s/%u", folder, i);
		unlink(fifo[i]);
		if (held[i] >= 0)
			close(held[i]);
		if (mkfifo(fifo[i], 0600))
			return -1;
		held[i] = open(fifo[i], O_RDWR | O_CLOEXEC);
		if (held[i] < 0)
			return -1;
	}
	return 0;
}

static void remove_fifos(void)
{
	static const char *const copies[] = { "source", "target", "floor" };
	char path[192];
	unsigned i;

	for (i = 0; i < FIFOS; i++)
		unlink(fifo[i]);
	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/copy_%s", folder, copies[i]);
		unlink(path);
	}
	rmdir(folder);
}

/* A bench on Wine may want the load, which is in here. */
static void say_runner(void)
{
	char path[PATH_MAX + 2] = "Z:";
	ssize_t length = readlink("/proc/self/exe", path + 2, PATH_MAX - 1);

	if (length > 0)
		setenv("BENCH_RUNNER", path, 1);
}

static double wine_cost(const struct options *options,
			const struct bench *bench, int cpu)
{
	char dos[2][256], line[256];
	char *argv[] = { (char *)options->wine, (char *)options->exe,
			 (char *)bench->name, dos[0], dos[1], "1", NULL };
	char *kill[] = { (char *)options->wineserver, "-k", NULL };
	char rest[16];
	unsigned i;
	int status;

	if (!options->wine || bench->native || make_fifos())
		return -1;
	say_runner();
	for (i = 0; i < 2; i++)
		snprintf(dos[i], sizeof(dos[i]), "Z:%s", fifo[i]);
	status = child_run(argv, cpu, 1, 12, line, sizeof(line));
	/* A server left busy would spoil the benches that follow. */
	if (status < 0 && options->wineserver)
		child_run(kill, cpu, 1, 30, rest, sizeof(rest));
	return !status && line[0] ? atof(line) : -1;
}

static void measure(const struct options *options, struct result *result)
{
	char workers[16], line[256];
	char *argv[] = { "/proc/self/exe", "--one",
			 (char *)result->bench->name,
			 workers,
			 options->brief ? "0.15" : "3", fifo[0], fifo[1],
			 fifo[2], fifo[3], NULL };
	int cpu = place_cpu(0);

	snprintf(workers, sizeof(workers), "%d",
		 result->cross ? place_cpu(1) : -1);
	result->wine = -1;
	if (make_fifos())
		return;
	result->ran = !child_run(argv, cpu, 0, 60, line, sizeof(line)) &&
		sscanf(line, "%lf %lf %lf", &result->ours, &result->floor,
		       &result->ratio) == 3;
	if (!result->cross)
		result->wine = wine_cost(options, result->bench, cpu);
}

/* The second process of a bench: until the first has gone. */
static int peer(char **argv)
{
	const struct bench *bench = find_bench(argv[0]);
	int cpu = atoi(argv[2]);

	if (!bench || !bench->peer)
		return 2;
	if (cpu >= 0)
		place_self(cpu);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	return bench->peer(argv[1]);
}

static void say_placement(const struct options *options)
{
	const char *engine = getenv("WINCANCEL_ENGINE");
	int far_cpu = place_cpu(1);
	struct utsname name;

	uname(&name);
	printf("Linux %s, all threads pinned to processor %d", name.release,
	       place_cpu(0));
	if (far_cpu >= 0)
		printf("; _cross: the second thread on %d", far_cpu);
	printf("; engine %s; %s rounds, alternating, medians\n",
	       engine ? engine : "by probe", options->brief ? "few" : "many");
	printf("A cache miss takes %.0f ns here and now.\n", memory_miss());
}

static int run(const struct options *options, char **names)
{
	static struct result results[RESULTS];
	unsigned count = 0, i, over = 0, failed = 0;

	snprintf(folder, sizeof(folder), "/tmp/wincancel-bench.XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	atexit(remove_fifos);
	say_placement(options);
	report_head(options->wine);
	for (i = 0; benches[i]; i++) {
		char **name = names;
		int cross;

		while (*name && strcmp(*name, benches[i]->name))
			name++;
		if (*names && !*name)
			continue;
		for (cross = 0; cross < benches[i]->threads ||
		     !cross; cross++) {
			struct result *result = results + count;

			if (cross && place_cpu(1) < 0)
				break;
			result->bench = benches[i];
			result->cross = cross;
			measure(options, result);
			report_row(result);
			over += result_over(result);
			failed += !result->ran;
			count++;
		}
	}
	if (over)
		printf("%u over the limit\n", over);
	if (failed)
		printf("%u did not run\n", failed);
	if ((options->json && report_json(options->json, results, count)) ||
	    (options->plot && report_plot(options->plot, results, count)))
		return 1;
	return failed || (options->check && over);
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	int i;

	if (argc == 9 && !strcmp(argv[1], "--one"))
		return one(argv + 2);
	if (argc == 5 && !strcmp(argv[1], "--peer"))
		return peer(argv + 2);
	if (argc == 6 && !strcmp(argv[1], "--load"))
		return load_main(argv + 2);
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		const char **value = NULL;

		if (!strcmp(argv[i], "--short"))
			options.brief = true;
		else if (!strcmp(argv[i], "--check"))
			options.check = true;
		else if (!strcmp(argv[i], "--json"))
			value = &options.json;
		else if (!strcmp(argv[i], "--plot"))
			value = &options.plot;
		else if (!strcmp(argv[i], "--wine"))
			value = &options.wine;
		else if (!strcmp(argv[i], "--wineserver"))
			value = &options.wineserver;
		else if (!strcmp(argv[i], "--exe"))
			value = &options.exe;
		else
			return 2;
		if (value) {
			if (++i == argc)
				return 2;
			*value = argv[i];
		}
	}
	return run(&options, argv + i);
}
