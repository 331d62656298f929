/* Pages as HTML: one file that needs nothing else. No script is in it, and its policy lets none
 * run, whatever a text holds. */
#include "engine/buffer.h"
#include "export/page.h"
#include "export/visible.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#5a6472;--paper:#fff;--tint:#f3f5f8;"
    "--line:#d8dde4;--mark:#0b5cad}"
    "@media (prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa5b4;--paper:#14171c;"
    "--tint:#1e232b;--line:#363d48;--mark:#7db8f5}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:58rem;background:var(--paper);"
    "color:var(--ink);font:1rem/1.55 system-ui,\"Noto Sans\",sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}"
    "h2{font-size:1.3rem;line-height:1.3;margin:2.6rem 0 .8rem;padding-top:.6rem;"
    "border-top:1px solid var(--line)}"
    "h3{font-size:1.08rem;margin:1.8rem 0 .5rem}"
    "p,ul,ol{margin:.7rem 0;max-width:46rem}li{margin:.45rem 0}"
    "nav{margin:1.4rem 0;font-size:.9rem;color:var(--soft)}"
    "a{color:var(--mark);text-decoration:none}a:hover{text-decoration:underline}"
    "a.f{font-size:.75rem;color:var(--soft);border:1px solid var(--line);border-radius:.25rem;"
    "padding:0 .25rem;white-space:nowrap}:target{background:var(--tint);outline:2px solid "
    "var(--mark)}"
    "code{font-size:.9em;background:var(--tint);padding:.05em .25em;border-radius:.2em}"
    ".t{overflow-x:auto;margin:1rem 0}"
    "table{border-collapse:collapse;font-size:.85rem;line-height:1.35;"
    "font-variant-numeric:tabular-nums;overflow-wrap:normal}"
    "th,td{padding:.3rem .55rem;text-align:left;vertical-align:top;"
    "border-bottom:1px solid var(--line);max-width:22rem}"
    "td{overflow-wrap:break-word}th{color:var(--soft);font-weight:600;vertical-align:bottom}"
    "td.n,th.n{text-align:right}td.n,td a{white-space:nowrap}"
    "figure{margin:1.2rem 0;break-inside:avoid}figure img{display:block;width:100%;height:auto;"
    "background:#fff;border:1px solid var(--line);border-radius:.3rem}"
    "@media (prefers-color-scheme:dark){figure img{filter:invert(.91) hue-rotate(180deg)}}"
    "p.e{font-size:.75rem;line-height:1.45;color:var(--soft);max-width:none;margin:.35rem 0}"
    "@page{size:A4;margin:16mm 14mm}"
    "@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--tint:#f3f5f8;"
    "--line:#bbb;--mark:#000}"
    "body{max-width:none;padding:0;font-size:9.5pt}p,ul,ol{max-width:none;orphans:3;widows:3}"
    "h2,h3,p:has(+.t){break-after:avoid}li,tr{break-inside:avoid}"
    "thead{display:table-header-group}.t{overflow:visible}table{font-size:7pt;width:100%}"
    "th,td{padding:1.5pt 2pt;max-width:none}td{overflow-wrap:anywhere}th{overflow-wrap:normal}"
    "td:not(.n):not(:last-child){min-width:28mm}"
    "figure img{filter:none;border:0}nav,#evidence,#evidence~*{display:none}}";

/* ---- text */

static void put_ascii(FILE *out, char c) {
    if (c == '<')
        fputs("&lt;", out);
    else if (c == '>')
        fputs("&gt;", out);
    else if (c == '&')
        fputs("&amp;", out);
    else if (c == '"')
        fputs("&quot;", out);
    else
        putc(c, out);
}

static void ascii_at(FILE *out, struct slice text, size_t at, bool leads) {
    (void) leads;
    put_ascii(out, text.at[at]);
}

/* Set apart, so that its writing direction ends with it. */
static void html_text(FILE *out, struct slice text, size_t limit) {
    fputs("<bdi>", out);
    visible_text(out, text, limit, ascii_at);
    fputs("</bdi>", out);
}

/* The wording's *emphasis* and `code`, whole within what is given. */
static void html_words(FILE *out, struct slice text) {
    bool emphasis = false, code = false;
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '*')
            fputs((emphasis = !emphasis) ? "<em>" : "</em>", out);
        else if (text.at[i] == '`')
            fputs((code = !code) ? "<code>" : "</code>", out);
        else
            put_ascii(out, text.at[i]);
}

/* ---- the document */

static void put_base64(FILE *out, struct slice bytes) {
    enum { CHUNK = 3 * 1024 };
    char text[BASE64_ENCODE_RAW_LENGTH(CHUNK)];
    for (size_t at = 0; at < bytes.size; at += CHUNK) {
        size_t size = bytes.size - at < CHUNK ? bytes.size - at : CHUNK;
        base64_encode_raw(text, size, (const uint8_t *) bytes.at + at);
        fwrite(text, 1, BASE64_ENCODE_RAW_LENGTH(size), out);
    }
}

/* Nothing is fetched and nothing runs; the one style sheet is known by its hash. */
static void put_policy(FILE *out) {
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, sizeof style - 1, (const uint8_t *) style);
    sha256_digest(&context, sizeof digest, digest);
    fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src "
          "data:; base-uri 'none'; form-action 'none'; style-src 'sha256-",
          out);
    put_base64(out, (struct slice){(const char *) digest, sizeof digest});
    fputs("'\">\n", out);
}

static void begin(struct page *page, enum phrase title, const struct claim *claim) {
    FILE *out = page->voice.out;
    fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
            page->voice.wording->language);
    put_policy(out);
    fputs("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n<title>",
          out);
    page_say(page, title, claim);
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
}

static void end(struct page *page) {
    fputs("</body>\n</html>\n", page->voice.out);
}

static void heading(struct page *page, const char *key, const char *words, unsigned level) {
    fprintf(page->voice.out, "<h%u id=\"%s\">", level, key);
    html_words(page->voice.out, slice_of(words));
    fprintf(page->voice.out, "</h%u>\n", level);
}

static void contents(struct page *page, bool begins) {
    fputs(begins ? "<nav>" : "</nav>\n", page->voice.out);
}

static void link_to(struct page *page, const char *to, const char *words, bool after) {
    fprintf(page->voice.out, "%s<a href=\"%s\">", after ? " · " : "", to);
    html_words(page->voice.out, slice_of(words));
    fputs("</a>", page->voice.out);
}

static void finding(struct page *page, size_t id, enum mention mention) {
    FILE *out = page->voice.out;
    if (mention == NAMED)
        fprintf(out, " <a class=\"f\" href=\"%s#F%zu\">F%zu</a>", page->base, id, id);
    else if (mention == TOLD)
        fprintf(out, " <a class=\"f\" id=\"F%zu\">F%zu</a>", id, id);
    else
        fprintf(out, " <a class=\"f\" id=\"F%zu\" href=\"#E%zu\">F%zu</a>", id, id, id);
}

static void picture(struct page *page, const struct picture *picture, const char *title) {
    FILE *out = page->voice.out;
    fputs("<figure><img alt=\"", out);
    html_words(out, slice_of(title));
    fputs("\" src=\"data:image/svg+xml;base64,", out);
    put_base64(out, buffer_slice(&picture->svg));
    fputs("\"></figure>\n", out);
}

static void evidence(struct page *page, size_t id) {
    fprintf(page->voice.out, "<p class=\"e\" id=\"E%zu\"><a class=\"f\" href=\"#F%zu\">F%zu</a> ",
            id, id, id);
}

const struct page_format page_html = {
    .script = {html_text, html_words},
    .elements = {[PAGE_TITLE] = {"<h1>", "</h1>\n"},
                 [PAGE_PARAGRAPH] = {"<p>", "</p>\n"},
                 [PAGE_LIST] = {"<ul>\n", "</ul>\n"},
                 [PAGE_ITEM] = {"<li>", "</li>\n"},
                 [PAGE_STEPS] = {"<ol>\n", "</ol>\n"},
                 [PAGE_STEP] = {"<li>", "</li>\n"},
                 [PAGE_TABLE] = {"<div class=\"t\"><table>\n", "</tbody></table></div>\n"},
                 [PAGE_HEAD] = {"<thead><tr>", "</tr></thead>\n<tbody>\n"},
                 [PAGE_HEAD_CELL] = {"<th>", "</th>"},
                 [PAGE_HEAD_NUMBER] = {"<th class=\"n\">", "</th>"},
                 [PAGE_ROW] = {"<tr>", "</tr>\n"},
                 [PAGE_CELL] = {"<td>", "</td>"},
                 [PAGE_NUMBER] = {"<td class=\"n\">", "</td>"}},
    .begin = begin,
    .end = end,
    .heading = heading,
    .contents = contents,
    .link = link_to,
    .finding = finding,
    .picture = picture,
    .evidence = evidence};
