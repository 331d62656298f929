# Shares of 300 links by 60 accounts of a crowd, of the first 40 links also by six who are together within 50 s.
function random(limit) { state = (state * 16807) % 2147483647; return state % limit }
BEGIN {
    state = 7
    print "account,time,url,mentions"
    for (link = 0; link < 300; link++)
        for (i = 0; i < 12; i++) {
            ring = link < 40 && i < 6 # six who are together within 50 s
            printf "%s,%d,https://a.org/%d,@m%d\n", ring ? "r" i : "c" random(60),
                1700000000 + 5000 * link + (ring ? random(50) : random(500)), link, random(300)
        }
}
