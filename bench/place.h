/*
 * Which processor runs what: the runner decides, the host does it.
 */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

int place_cpu(unsigned nth);	/* the nth one we may use, or -1 */
void place_self(int cpu);	/* threads made later inherit it */
void place_workers(int cpu);	/* where bench_place_worker goes */
int place_worker(void);		/* that, or -1: where we are */

int load_main(char **argv);	/* of bench --load: load_elf.c */

#endif
