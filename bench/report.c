/*
 * The table, the JSON file and the data of the picture.
 */
#include <stdio.h>

#include "report.h"

static const char *row_name(const struct result *result, char name[64])
{
	snprintf(name, 64, "%s%s", result->bench->name,
		 result->cross ? "_cross" : "");
	return name;
}

/* Across cores the wake-up itself is most of it: told, not judged. */
bool result_judged(const struct result *result)
{
	return !result->cross;
}

bool result_over(const struct result *result)
{
	return result_judged(result) && result->ran &&
		result->ratio > result->bench->limit;
}

void report_head(bool wine)
{
	printf("%-26s %6s %11s %11s %7s %6s  %-6s %s\n", "NAME", "UNIT",
	       "OURS", "FLOOR", "RATIO", "LIMIT", "", wine ? "WINE" : "");
	fflush(stdout);
}

void report_row(const struct result *result)
{
	char name[64];

	row_name(result, name);
	if (!result->ran) {
		printf("%-26s %6s %11s %11s %7s %6.2f  %-6s", name,
		       result->bench->unit, "-", "-", "-",
		       result->bench->limit, "FAILED");
	} else {
		printf("%-26s %6s %11.1f %11.1f %7.2f ", name,
		       result->bench->unit, result->ours, result->floor,
		       result->ratio);
		if (result_judged(result))
			printf("%6.2f  %-6s", result->bench->limit,
			       result_over(result) ? "OVER" : "ok");
		else
			printf("%6s  %-6s", "-", "");
	}
	if (result->wine >= 0)
		printf(" %.1f", result->wine);
	printf("\n");
	fflush(stdout);
}

static void number(FILE *file, const char *key, double value, bool known)
{
	if (known)
		fprintf(file, "\"%s\": %.6g", key, value);
	else
		fprintf(file, "\"%s\": null", key);
}

int report_json(const char *path, const struct result *results, unsigned count)
{
	FILE *file = fopen(path, "we");
	char name[64];
	unsigned i;

	if (!file)
		return -1;
	fprintf(file, "{\n");
	for (i = 0; i < count; i++) {
		const struct result *result = results + i;

		fprintf(file, "  \"%s\": {", row_name(result, name));
		number(file, "ours", result->ours, result->ran);
		fprintf(file, ", ");
		number(file, "floor", result->floor, result->ran);
		fprintf(file, ", ");
		number(file, "ratio", result->ratio, result->ran);
		fprintf(file, ", \"unit\": \"%s\", ", result->bench->unit);
		number(file, "wine", result->wine, result->wine >= 0);
		fprintf(file, "}%s\n", i + 1 < count ? "," : "");
	}
	fprintf(file, "}\n");
	return fclose(file);
}

int report_plot(const char *path, const struct result *results, unsigned count)
{
	FILE *file = fopen(path, "we");
	unsigned i;

	if (!file)
		return -1;
	for (i = 0; i < count; i++)
		if (results[i].ran && result_judged(results + i))
			fprintf(file, "%s %g %g\n", results[i].bench->name,
				results[i].ratio, results[i].bench->limit);
	return fclose(file);
}
