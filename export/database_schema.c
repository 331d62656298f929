/* Comments inside a CREATE are kept by SQLite, and shown by whatever shows a schema. */
#include "export/database_schema.h"

#include <stddef.h>

const char *const database_tables[] = {
    "PRAGMA application_id = 0x4C4B5354; PRAGMA user_version = 1",

    "CREATE TABLE settings ( -- what shaped the run, as a command line would give it\n"
    "  name TEXT PRIMARY KEY,\n"
    "  value TEXT) WITHOUT ROWID",

    "CREATE TABLE layers ( -- one trace at one window\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL, -- url, text, time, fused, …\n"
    "  window INTEGER NOT NULL, -- microseconds\n"
    "  shares_of INTEGER NOT NULL REFERENCES layers, -- whose shares it has: its own, or those of "
    "its trace at the first window\n"
    "  UNIQUE (name, window))",

    "CREATE TABLE accounts ( -- every account of the input\n"
    "  id INTEGER PRIMARY KEY, -- in the order of their names\n"
    "  name TEXT NOT NULL, -- what every file of the case calls it\n"
    "  platform TEXT,\n"
    "  handle TEXT, display_name TEXT, bio TEXT, location TEXT, status TEXT, tags TEXT,\n"
    "  created INTEGER, -- microseconds since 1970, UTC\n"
    "  followers INTEGER, following INTEGER, stated_posts INTEGER, verified INTEGER,\n"
    "  listed INTEGER, -- on how many lists\n"
    "  website TEXT, picture TEXT, default_picture INTEGER, -- of its profile\n"
    "  former_handles TEXT, -- other handles that it was seen with, a blank between\n"
    "  posts INTEGER NOT NULL, -- in the input\n"
    "  degree INTEGER NOT NULL, strength REAL, betweenness REAL, pagerank REAL, eigenvector REAL,\n"
    "  coreness INTEGER -- these six are of the kept network\n  )",

    "CREATE TABLE clusters ( -- those that chance does not explain\n"
    "  number INTEGER PRIMARY KEY, -- 1 is the largest\n"
    "  accounts INTEGER NOT NULL,\n"
    "  posts INTEGER NOT NULL, -- that take part in its co-shares\n"
    "  edges INTEGER NOT NULL, -- inside it, in its layer\n"
    "  evidence REAL NOT NULL, -- nats\n"
    "  episodes INTEGER NOT NULL,\n"
    "  layer_id INTEGER NOT NULL REFERENCES layers, -- where its evidence is greatest\n"
    "  density REAL, conductance REAL, stability REAL,\n"
    "  first_time INTEGER, last_time INTEGER -- of its co-shares; microseconds since 1970, UTC\n  "
    ")",

    "CREATE TABLE memberships ( -- an account is in one cluster at most\n"
    "  account_id INTEGER PRIMARY KEY REFERENCES accounts,\n"
    "  cluster INTEGER NOT NULL REFERENCES clusters,\n"
    "  evidence REAL, -- nats that the cluster would lose without it\n"
    "  episodes INTEGER NOT NULL, -- of the account, with anybody, in the cluster's layer\n"
    "  met INTEGER NOT NULL, -- of these, with another account of the cluster\n"
    "  expected REAL, p_value REAL, -- of meeting so many by chance\n"
    "  stability REAL)",

    "CREATE TABLE edges ( -- pairs of accounts with --min-objects objects in a layer\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  layer_id INTEGER NOT NULL REFERENCES layers,\n"
    "  source_id INTEGER NOT NULL REFERENCES accounts, -- the one that comes first by name\n"
    "  target_id INTEGER NOT NULL REFERENCES accounts,\n"
    "  pairs INTEGER NOT NULL, -- co-shares\n"
    "  objects INTEGER NOT NULL, -- distinct\n"
    "  posts_source INTEGER NOT NULL, posts_target INTEGER NOT NULL,\n"
    "  mean_delta REAL, median_delta REAL, -- seconds\n"
    "  source_first REAL, -- share of co-shares\n"
    "  first_time INTEGER, last_time INTEGER, -- microseconds since 1970, UTC\n"
    "  similarity REAL, weight REAL, p_value REAL, q_value REAL,\n"
    "  kept INTEGER NOT NULL -- 1: inside a cluster, or significant alone\n  )",

    "CREATE TABLE texts ( -- of the posts, each once\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  text TEXT NOT NULL)",

    "CREATE TABLE posts ( -- of clusters, of kept pairs, and those that findings name\n"
    "  id INTEGER PRIMARY KEY, -- its number in the input\n"
    "  post TEXT NOT NULL, -- its id on the platform, or its place in the input\n"
    "  account_id INTEGER NOT NULL REFERENCES accounts,\n"
    "  time INTEGER NOT NULL, -- microseconds since 1970, UTC\n"
    "  kind TEXT NOT NULL, -- original, repost, quote, reply\n"
    "  language TEXT,\n"
    "  text_id INTEGER REFERENCES texts,\n"
    "  reposts INTEGER, replies INTEGER, likes INTEGER, views INTEGER, -- when it was collected\n"
    "  utc TEXT AS (strftime('%Y-%m-%dT%H:%M:%SZ', time / 1000000, 'unixepoch')) VIRTUAL)",

    "CREATE TABLE objects ( -- what these posts share\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  layer_id INTEGER NOT NULL REFERENCES layers, -- that it is an object of\n"
    "  key TEXT NOT NULL -- an address, a hashtag, a text without what varies, …\n  )",

    "CREATE TABLE shares ( -- of these posts\n"
    "  layer_id INTEGER NOT NULL REFERENCES layers,\n"
    "  object_id INTEGER NOT NULL REFERENCES objects,\n"
    "  time INTEGER NOT NULL, -- the post's, or that of a later record of it\n"
    "  post_id INTEGER NOT NULL REFERENCES posts,\n"
    "  PRIMARY KEY (layer_id, object_id, time, post_id)) WITHOUT ROWID",

    "CREATE TABLE findings ( -- every sentence of a dossier that states a number\n"
    "  cluster INTEGER NOT NULL REFERENCES clusters,\n"
    "  id TEXT NOT NULL, -- F1, F2, …: as in the dossier\n"
    "  analysis TEXT NOT NULL, key TEXT NOT NULL, section TEXT NOT NULL,\n"
    "  standing TEXT NOT NULL, -- observed, computed, assessed\n"
    "  statement TEXT NOT NULL,\n"
    "  value REAL, unit TEXT, numerator REAL, denominator REAL,\n"
    "  low REAL, high REAL, interval TEXT, -- 95 %, and its method\n"
    "  p_value REAL, test TEXT,\n"
    "  baseline REAL, effect_size REAL, -- of the accounts in no cluster\n"
    "  first_time TEXT, last_time TEXT, timezone TEXT,\n"
    "  posts INTEGER NOT NULL, accounts INTEGER NOT NULL, -- behind it; the first of them below\n"
    "  PRIMARY KEY (cluster, id)) WITHOUT ROWID",

    "CREATE TABLE finding_posts (\n"
    "  cluster INTEGER NOT NULL, finding TEXT NOT NULL,\n"
    "  place INTEGER NOT NULL,\n"
    "  post_id INTEGER NOT NULL REFERENCES posts,\n"
    "  PRIMARY KEY (cluster, finding, place),\n"
    "  FOREIGN KEY (cluster, finding) REFERENCES findings) WITHOUT ROWID",

    "CREATE TABLE finding_accounts (\n"
    "  cluster INTEGER NOT NULL, finding TEXT NOT NULL,\n"
    "  place INTEGER NOT NULL,\n"
    "  account_id INTEGER NOT NULL REFERENCES accounts,\n"
    "  PRIMARY KEY (cluster, finding, place),\n"
    "  FOREIGN KEY (cluster, finding) REFERENCES findings) WITHOUT ROWID",

    "CREATE TABLE techniques ( -- of DISARM, that findings suggest\n"
    "  cluster INTEGER NOT NULL,\n"
    "  id TEXT NOT NULL, former_id TEXT, -- of older versions of the framework\n"
    "  name TEXT NOT NULL, framework TEXT NOT NULL,\n"
    "  finding TEXT NOT NULL,\n"
    "  PRIMARY KEY (cluster, id),\n"
    "  FOREIGN KEY (cluster, finding) REFERENCES findings) WITHOUT ROWID",
    NULL};

const char database_coshare_table[] =
    "CREATE TABLE coshares ( -- of pairs with a kept edge: two shares of one object in the widest "
    "window\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  object_id INTEGER NOT NULL REFERENCES objects,\n"
    "  source_id INTEGER NOT NULL REFERENCES accounts, -- the one that comes first by name\n"
    "  target_id INTEGER NOT NULL REFERENCES accounts,\n"
    "  source_post_id INTEGER NOT NULL REFERENCES posts,\n"
    "  target_post_id INTEGER NOT NULL REFERENCES posts,\n"
    "  source_time INTEGER NOT NULL, target_time INTEGER NOT NULL)";

/* The same rows, but for their id, from the shares. */
#define COSHARES                                                                                   \
    "  SELECT s.object_id, p.account_id AS source_id, q.account_id AS target_id,\n"                \
    "    s.post_id AS source_post_id, t.post_id AS target_post_id,\n"                              \
    "    s.time AS source_time, t.time AS target_time\n"                                           \
    "  FROM widest_layers AS l\n"                                                                  \
    "  CROSS JOIN shares AS s ON s.layer_id = l.id\n"                                              \
    "  CROSS JOIN shares AS t ON t.layer_id = s.layer_id AND t.object_id = s.object_id\n"          \
    "    AND t.time BETWEEN s.time - l.window AND s.time + l.window\n"                             \
    "  JOIN posts AS p ON p.id = s.post_id JOIN posts AS q ON q.id = t.post_id\n"                  \
    "  WHERE p.account_id < q.account_id AND EXISTS (SELECT 1 FROM edges AS e\n"                   \
    "    WHERE e.source_id = p.account_id AND e.target_id = q.account_id AND e.kept)"

const char database_coshare_view[] = "CREATE VIEW coshares AS -- too many to write down: worked "
                                     "out from the shares, when asked for\n" COSHARES;

const char *const database_indexes[] = {
    "CREATE INDEX accounts_by_name ON accounts (name)",
    "CREATE UNIQUE INDEX edges_of_pair ON edges (source_id, target_id, layer_id)",
    "CREATE INDEX edges_of_target ON edges (target_id)",
    "CREATE INDEX members ON memberships (cluster)",
    "CREATE INDEX posts_of_account ON posts (account_id, time)",
    "CREATE INDEX posts_of_text ON posts (text_id, time)",
    "CREATE INDEX posts_by_name ON posts (post)",
    "CREATE UNIQUE INDEX objects_by_key ON objects (key, layer_id)",
    "CREATE INDEX shares_of_post ON shares (post_id)",
    "CREATE INDEX findings_of_post ON finding_posts (post_id)",
    NULL};

const char *const database_coshare_indexes[] = {
    "CREATE INDEX coshares_of_pair ON coshares (source_id, target_id)",
    "CREATE INDEX coshares_of_object ON coshares (object_id)", NULL};

#define UTC(time) "strftime('%Y-%m-%dT%H:%M:%SZ', " time " / 1000000, 'unixepoch')"

/* clang-format off */
const char *const database_views[] = {
    "CREATE VIEW widest_layers AS -- those that objects are of, at the widest window\n"
    "  SELECT shares_of AS id, name, max(window) AS window FROM layers\n"
    "  WHERE name <> 'fused' GROUP BY shares_of",

    "CREATE VIEW coshares_worked_out AS -- what coshares holds, from the shares alone\n"
    COSHARES,

    "CREATE VIEW text_posts AS -- who posted a text, in order\n"
    "  SELECT t.id AS text_id, t.text,\n"
    "    row_number() OVER (PARTITION BY t.id ORDER BY p.time, a.name, p.id) AS place,\n"
    "    p.utc, a.name AS account, a.handle, m.cluster, p.kind, p.post, p.id AS post_id\n"
    "  FROM texts AS t JOIN posts AS p ON p.text_id = t.id\n"
    "  JOIN accounts AS a ON a.id = p.account_id LEFT JOIN memberships AS m ON m.account_id = a.id",

    "CREATE VIEW object_posts AS -- who shared an object, in order\n"
    "  SELECT o.id AS object_id, l.name AS layer, o.key,\n"
    "    row_number() OVER (PARTITION BY o.id ORDER BY s.time, a.name, p.id) AS place,\n"
    "    " UTC("s.time") " AS utc,\n"
    "    a.name AS account, a.handle, m.cluster, p.kind, p.post, p.id AS post_id\n"
    "  FROM objects AS o JOIN layers AS l ON l.id = o.layer_id\n"
    "  JOIN shares AS s ON s.layer_id = o.layer_id AND s.object_id = o.id\n"
    "  JOIN posts AS p ON p.id = s.post_id JOIN accounts AS a ON a.id = p.account_id\n"
    "  LEFT JOIN memberships AS m ON m.account_id = a.id",

    "CREATE VIEW edge_coshares AS -- the co-shares that a kept edge adds up\n"
    "  SELECT e.id AS edge_id, l.name AS layer, e.source_id, e.target_id, c.object_id,\n"
    "    c.source_post_id, c.target_post_id, c.source_time, c.target_time,\n"
    "    (c.target_time - c.source_time) / 1e6 AS delta -- seconds\n"
    "  FROM edges AS e JOIN layers AS l ON l.id = e.layer_id\n"
    "  JOIN coshares AS c ON c.source_id = e.source_id AND c.target_id = e.target_id\n"
    "    AND abs(c.target_time - c.source_time) <= l.window\n"
    "  JOIN shares AS s ON s.layer_id = l.shares_of AND s.object_id = c.object_id\n"
    "    AND s.time = c.source_time AND s.post_id = c.source_post_id\n"
    "  JOIN shares AS t ON t.layer_id = l.shares_of AND t.object_id = c.object_id\n"
    "    AND t.time = c.target_time AND t.post_id = c.target_post_id\n"
    "  WHERE e.kept",

    "CREATE VIEW edge_posts AS -- the posts behind a kept edge, side by side\n"
    "  SELECT c.edge_id, c.layer, a.name AS source, b.name AS target, o.key AS object,\n"
    "    p.post AS source_post, q.post AS target_post,\n"
    "    " UTC("c.source_time") " AS source_utc,\n"
    "    " UTC("c.target_time") " AS target_utc,\n"
    "    c.delta, v.text AS source_text, w.text AS target_text\n"
    "  FROM edge_coshares AS c JOIN objects AS o ON o.id = c.object_id\n"
    "  JOIN accounts AS a ON a.id = c.source_id JOIN accounts AS b ON b.id = c.target_id\n"
    "  JOIN posts AS p ON p.id = c.source_post_id JOIN posts AS q ON q.id = c.target_post_id\n"
    "  LEFT JOIN texts AS v ON v.id = p.text_id LEFT JOIN texts AS w ON w.id = q.text_id",

    "CREATE VIEW edge_recounts AS -- kept edges, counted again from their co-shares\n"
    "  SELECT edge_id, count(*) AS pairs, count(DISTINCT object_id) AS objects,\n"
    "    count(DISTINCT source_post_id) AS posts_source,\n"
    "    count(DISTINCT target_post_id) AS posts_target,\n"
    "    avg(abs(delta)) AS mean_delta, avg(source_time < target_time) AS source_first\n"
    "  FROM edge_coshares GROUP BY edge_id",

    "CREATE VIEW cluster_coshares AS -- between accounts of one cluster\n"
    "  SELECT m.cluster, l.name AS layer, o.key AS object, a.name AS source, b.name AS target,\n"
    "    " UTC("c.source_time") " AS source_utc,\n"
    "    " UTC("c.target_time") " AS target_utc,\n"
    "    (c.target_time - c.source_time) / 1e6 AS delta, -- seconds\n"
    "    p.post AS source_post, q.post AS target_post,\n"
    "    min(c.source_time, c.target_time) AS time -- to sort by\n"
    "  FROM memberships AS m JOIN coshares AS c ON c.source_id = m.account_id\n"
    "  JOIN memberships AS n ON n.account_id = c.target_id AND n.cluster = m.cluster\n"
    "  JOIN objects AS o ON o.id = c.object_id JOIN layers AS l ON l.id = o.layer_id\n"
    "  JOIN accounts AS a ON a.id = c.source_id JOIN accounts AS b ON b.id = c.target_id\n"
    "  JOIN posts AS p ON p.id = c.source_post_id JOIN posts AS q ON q.id = c.target_post_id",

    "CREATE VIEW cluster_accounts AS\n"
    "  SELECT m.cluster, a.name AS account, a.handle, a.posts, a.strength, a.degree,\n"
    "    m.evidence, m.met, m.stability,\n"
    "    " UTC("a.created") " AS created, a.status\n"
    "  FROM memberships AS m JOIN accounts AS a ON a.id = m.account_id",

    "CREATE VIEW finding_evidence AS -- the first posts behind a finding\n"
    "  SELECT f.cluster, f.id AS finding, f.statement, e.place, p.utc, a.name AS account, p.post,\n"
    "    t.text\n"
    "  FROM findings AS f JOIN finding_posts AS e ON e.cluster = f.cluster AND e.finding = f.id\n"
    "  JOIN posts AS p ON p.id = e.post_id JOIN accounts AS a ON a.id = p.account_id\n"
    "  LEFT JOIN texts AS t ON t.id = p.text_id", NULL};
