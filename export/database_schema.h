/* What case.sqlite is made of, in SQL; lists end with NULL. */
#ifndef LOCKSTEP_EXPORT_DATABASE_SCHEMA_H
#define LOCKSTEP_EXPORT_DATABASE_SCHEMA_H

extern const char *const database_tables[]; /* before any row */
extern const char database_coshare_table[]; /* where there is room for its rows … */
extern const char database_coshare_view[];  /* … and where there is not: the same, worked out */
extern const char *const database_coshare_indexes[];
extern const char *const database_indexes[]; /* after all rows: built at once, not row by row */
extern const char *const database_views[];
#endif
