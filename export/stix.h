/* cluster.stix.json: a cluster as a bundle of STIX 2.1, for those who exchange findings. */
#ifndef LOCKSTEP_EXPORT_STIX_H
#define LOCKSTEP_EXPORT_STIX_H
#include "export/dossier.h"

/* The profile is the settings' (--stix): `strict` has objects of the standard alone, `opencti` adds
 * OpenCTI's channels and media content. The same dossier gives the same bytes and identifiers: what
 * was created when is by the last post of the data. */
LOCKSTEP_MUST_CHECK lockstep_status dossier_write_stix(FILE *out, const struct dossier *dossier,
                                                       lockstep_error *err);
#endif
