"""Opens the pages of a case with hostile texts in Chromium: they show as text, nothing runs, nothing is fetched, and they
print. Exit: 0 they do, 1 they do not, 77 Chromium is not installed.

usage: pages.py LOCKSTEP
"""
import csv
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHROMIUM = shutil.which("chromium")
RUNS = "document.body.setAttribute('data-ran',1)"
HOSTILE = [
    f"<script>{RUNS}</script>", f"<img src=x onerror=\"{RUNS}\">", f"<svg onload={RUNS}>", f"</td></table><script>{RUNS}</script>",
    f"\"><iframe srcdoc='<script>parent.{RUNS}</script>'>", f"<a href=\"javascript:{RUNS}\">press</a>", "&lt;b&gt; &amp;amp; &#60;i&#62;",
    "<!-- comment", "<style>body{display:none}</style>", "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "\u202efdp.exe\u202c", "<base href=https://example.org/>", "]]></bdi></p><plaintext>",
]


def chromium(*options):
    return subprocess.run([CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-extensions", *options],
                          capture_output=True, text=True, timeout=120)


def make_case(folder, lockstep):
    """A ring whose names, handles and texts are hostile, and a crowd."""
    posts = folder / "posts.csv"
    with open(posts, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["id", "account", "handle", "time", "text", "urls", "hashtags"])
        for i in range(300):
            table.writerow([f"c{i}", f"crowd{i}", "", 1700000000 + 977 * i, f"what number {i} has to say of this day", "", ""])
        for text, hostile in enumerate(HOSTILE):
            for place, name in enumerate(HOSTILE):
                table.writerow([f"{text}-{place}{hostile}", f"a{place}{name}", name, 1700000000 + 40000 * text + place,
                                f"{hostile} everybody says number {text} in the very same words", f"https://example.org/{text}", "x"])
    case = folder / "case"
    subprocess.run([lockstep, "run", "--quiet", "--figures", "svg", "--out", case, posts], check=True)
    return case


def dom(folder, page):
    done = chromium(f"--user-data-dir={folder / 'profile'}", "--dump-dom", page.as_uri())
    return done.stdout


def visible(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def check_dom(folder, page, texts):
    problems, markup = [], dom(folder, page)
    if "data-ran" in re.search("<body[^>]*>", markup).group():
        problems.append("a script ran")
    for element in ("script", "iframe", "plaintext", "base", "object", "embed", "form"):
        if re.search(f"<{element}[\\s>]", markup):
            problems.append(f"an element <{element}>")
    tags = "".join(re.findall(r"<\w[^>]*>", markup))
    if re.search(r'(href|src)="(?!#|data:image/svg\+xml;base64,|clusters/\d+/dossier\.html)', tags):
        problems.append("an address that leads elsewhere")
    if re.search(r"\son\w+=|\sstyle=", tags):
        problems.append("a handler or a style on an element")
    shown = visible(markup)
    for text in texts:
        visible_text = re.sub("[\u202a-\u202e]", lambda c: f"\u2039U+{ord(c.group()):04X}\u203a", text)
        if visible_text not in shown:
            problems.append(f"does not show {text}")
    return problems


def check_print(folder, page):
    paper = folder / "page.pdf"
    chromium(f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri())
    if not paper.exists() or not paper.read_bytes().startswith(b"%PDF"):
        return ["does not print"]
    return []


def check_itself(folder):
    """A page that shows no text as text would be found out."""
    page = folder / "bad.html"
    page.write_text(f"<!DOCTYPE html><body><p>{HOSTILE[0]}</p>")
    return [] if check_dom(folder, page, HOSTILE[:1])[:1] == ["a script ran"] else ["a script that runs is not seen"]


def main():
    if not CHROMIUM:
        print("chromium is not installed (script/setup --test): skipped")
        sys.exit(77)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        case = make_case(folder, sys.argv[1])
        problems = check_itself(folder)
        for page, texts in ((case / "clusters/01/dossier.html", HOSTILE), (case / "report.html", [])):
            found = check_dom(folder, page, texts) + check_print(folder, page)
            problems += [f"{page.relative_to(case)}: {problem}" for problem in found]
        if os.environ.get("KEEP"):
            shutil.copytree(case, os.environ["KEEP"])
    print("\n".join(problems))
    sys.exit(f"{len(problems)} problems" if problems else 0)


main()
