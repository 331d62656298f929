/* What else than a campaign the cluster may be, in words. */
#include "export/dossier.h"
#include "export/markdown.h"
#include "graph/marks.h"

#include <math.h>

enum { SOURCE_NAME = 80 };

/* "84 %", "an unknown share". */
static void share(FILE *out, double share, const char *of) {
    if (isnan(share))
        fprintf(out, "an unknown share of %s", of);
    else
        fprintf(out, "%.0f %% of %s", 100 * share, of);
}

static void say_event(FILE *out, const struct dossier *dossier) {
    const struct signs *signs = &dossier->cluster->signs;
    share(out, signs->burst, "the posts that take part");
    fputs(" lie within 24 hours, and ", out);
    share(out, signs->outsiders, "those who shared the same things at the same time");
    fputs(" are not in the cluster", out);
}

static void say_news(FILE *out, const struct dossier *dossier) {
    const struct signs *signs = &dossier->cluster->signs;
    share(out, signs->links, "the posts that are no reposts");
    fputs(" carry a link, ", out);
    share(out, signs->news, "the accounts");
    fputs(" call themselves news, ", out);
    share(out, signs->via, "the posts");
    fputs(" say “via” somebody, and ", out);
    share(out, signs->source, "the things shared");
    fputs(" come from one account first", out);
    if (isnan(signs->source)) return;
    fputs(", ", out);
    markdown_text(out, dossier_account(dossier, signs->source_account)->name, SOURCE_NAME);
    if (signs->source_known) fputs(", which is verified, news or far more followed", out);
}

static void say_fans(FILE *out, const struct dossier *dossier) {
    const struct signs *signs = &dossier->cluster->signs;
    share(out, signs->fans, "the accounts");
    fputs(" call themselves fans or supporters, and ", out);
    share(out, signs->focus, "the accounts");
    fputs(" posted at least twice on the one tag or author that most have in common", out);
}

static void say_declared(FILE *out, const struct dossier *dossier) {
    share(out, dossier->cluster->signs.network, "the accounts");
    fputs(" say in their profile that they are bots or part of a network", out);
}

void dossier_write_marks(FILE *out, const struct dossier *dossier) {
    static void (*const say[MARK_COUNT])(FILE *, const struct dossier *) = {
        [MARK_EVENT] = say_event,
        [MARK_NEWS] = say_news,
        [MARK_FANS] = say_fans,
        [MARK_DECLARED] = say_declared,
    };
    unsigned marks = dossier->cluster->signs.marks;
    fputs("\n## Not a campaign?\n\n", out);
    for (int mark = 0; mark < MARK_COUNT; mark++) {
        bool holds = marks >> mark & 1;
        fprintf(out, "- %s**%s**: ", holds ? "This may be " : "No sign of ",
                mark_meaning((enum mark) mark));
        say[mark](out, dossier);
        fputs(".\n", out);
    }
    fprintf(out,
            "\n%s Coordination is not inauthenticity: people may act together openly and for "
            "reasons of their own. *Computed; thresholds in docs/method.md.*\n",
            marks ? "A sign is a question and no acquittal: a campaign can look like this too."
                  : "That none of these signs holds proves nothing either.");
}
