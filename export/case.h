/* Where the files of a case lie. */
#ifndef LOCKSTEP_EXPORT_CASE_H
#define LOCKSTEP_EXPORT_CASE_H
#include "graph/graph.h"

enum { CLUSTER_FOLDER = 32 };
/* "clusters/01": two digits or more, so that folders sort by number. Returns `out`. */
char *cluster_folder(char out[CLUSTER_FOLDER], const struct clusters *clusters, uint32_t number);
/* Lower-case hexadecimal digits. False, with the reason in errno, when the file cannot be read. */
bool file_sha256(char sha256[65], const char *path);
#endif
