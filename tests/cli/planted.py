"""Posts with facts that are known because they are put there: planted.py FOLDER writes posts.csv and what goes with it.

In Asia/Kolkata: 31 accounts post on working days from 9 to 18 h, 345 posts in ten minutes to the microsecond, one 47 in a row, all but
three change from #Elder to #Younger on Monday 3 June 2024, on a holiday they make one post; 19 of them mention one of four targets,
11 were made within ten minutes of each other. 150 others have a life of their own.
"""
import csv
import datetime
import random
import sys
from zoneinfo import ZoneInfo

draw = random.Random(12)
zone = ZoneInfo("Asia/Kolkata")
words = "river stone lamp garden window paper orange train silver button music forest bridge candle market winter".split()
ring = [f"r{i:02}" for i in range(31)]
crowd = [f"c{i:03}" for i in range(150)]
rows = []


def at(month, day, hour=0, minute=0, second=0.0):
    return datetime.datetime(2024, month, day, hour, minute, tzinfo=zone) + datetime.timedelta(seconds=second)


def say(account, time, text):
    rows.append((time.astimezone(datetime.timezone.utc), account, text))


def slogan(number):
    return f"the {words[number % 16]} and the {words[number // 16 % 16]} belong to all the people of this country"


created = {a: at(1, 1) + datetime.timedelta(days=draw.randrange(60), hours=draw.randrange(24), minutes=20 + i) for i, a in enumerate(ring)}
for i, account in enumerate(ring[:11]):
    created[account] = at(3, 5, 10, 0, 50 * i)
for account in crowd:
    created[account] = at(1, 1) - datetime.timedelta(days=draw.randrange(3000), minutes=draw.randrange(1440))
    for _ in range(30):
        say(account, at(4, 1) + datetime.timedelta(seconds=draw.randrange(84 * 86400)), " ".join(draw.choices(words, k=9)))
for day in range(84):
    date = at(4, 1) + datetime.timedelta(days=day)
    order = [] if date.weekday() >= 5 else draw.sample(ring, 12)
    if date.date() == datetime.date(2024, 5, 23):
        order = order[:1]
    for k, account in enumerate(order):
        tag = "#Younger" if day >= 63 and account not in ring[:3] else "#Elder"
        say(account, date + datetime.timedelta(hours=9 + k // 4 * 4, minutes=day % 60, seconds=draw.random() * 40),
            f"{slogan(3 * day + k // 4)} {tag}")
for i, account in enumerate(ring):
    say(account, at(6, 5, 14, 0, i), f"{slogan(300)} {'#Elder' if i < 3 else '#Younger'}")
    say(account, at(5, 6, 14, 0, i), f"{slogan(301)} #Elder")
    if i < 19:
        say(account, at(6, 11, 15, 0, 4 * i), f"answer us at last dear member {i} @member{i % 4}")
for i in range(345):
    say(ring[i % 29], at(5, 14, 14, 0, i * 600 / 344), f"{slogan(310 + i // 30)} #Elder")
first, last = at(5, 16, 2), at(5, 16, 2, 0, 46 * 7)
rows = [row for row in rows if not first <= row[0] <= last]
for i in range(47):
    say(ring[20], first + datetime.timedelta(seconds=7 * i), f"once more {slogan(i)}")

with open(f"{sys.argv[1]}/posts.csv", "w", encoding="utf-8", newline="") as out:
    table = csv.writer(out)
    table.writerow(["account", "time", "text", "account_created_at"])
    for time, account, text in sorted(rows):
        table.writerow([account, time.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), text, created[account].astimezone(datetime.timezone.utc).isoformat()])
with open(f"{sys.argv[1]}/holidays.csv", "w", encoding="utf-8") as out:
    out.write("date,name\n2024-05-23,Buddha Purnima\n")
with open(f"{sys.argv[1]}/targets.txt", "w", encoding="utf-8") as out:
    out.write("@member0\n@member1\n@Member2\n@member3\n")
with open(f"{sys.argv[1]}/campaigns.json", "w", encoding="utf-8") as out:
    out.write('[{"name": "new words", "from": "2024-06-03", "hashtags": ["younger"]}]')
