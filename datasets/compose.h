/* From a draft to the post that is written: a pure function, so that an original can be told again
 * with each of its reposts and none has to be kept. */
#ifndef LOCKSTEP_DATASETS_COMPOSE_H
#define LOCKSTEP_DATASETS_COMPOSE_H
#include "datasets/plan.h"

/* A post and all that it points to. Starts zeroed; reusable. */
struct composed {
    struct written_post post;
    struct profile author, addressee;
    struct buffer text;
    char link[96];
};

/* `original` is what the draft reposts, quotes or answers; NULL: nothing, or an answer to a post
 * that is not in the data. It must outlive `composed`. ENOMEM. */
LOCKSTEP_MUST_CHECK lockstep_status compose(struct composed *composed, const struct cast *cast,
                                            const struct draft *draft,
                                            const struct composed *original, lockstep_error *err);
void composed_release(struct composed *composed);
#endif
