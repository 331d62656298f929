# What cannot be understood is named, and nothing is read.
try() { lockstep "$@" 2>&1; echo "$? $*"; }
for command in run traces coshares edges clusters; do try $command; done
try run pairs.csv
try edges --nonsense pairs.csv
try edges -x pairs.csv
try edges --strict=yes pairs.csv
try edges pairs.csv --window
try formats pairs.csv
try evaluate pairs.csv
try simulate
try simulate nothing | sed "s/;.*//"
try simulate big --posts many
try run pairs.csv --out case --compat cnt
try clusters pairs.csv --compat coortweet --quiet
for option in window=0 window=10q window=-5s window= time-window=x min-objects=0 min-objects=two \
    min-objects=4294967296 min-tokens=0 similarity=0 similarity=2 repost-within=x min-participation=-1 min-weight=0 alpha=0 alpha=1.5 alpha=nan \
    fdr=-1 fdr=x fdr=inf community=spectral resolution=0 resolution=-1 seed=-1 threads=-1 memory=1M memory=2GB memory=x memory=64 format=nonsense \
    map=time map==x map=time= map=url=link timezone=Nowhere/Land from=yesterday to=2024-13-01 compat=x fast-window=x \
    edge-weight=2 subgraph=4 stats=x trace=nonsense trace= progress=sometimes; do
    try edges pairs.csv --$option
done
try edges pairs.csv --config nowhere.json
try edges pairs.csv --accounts one.csv --window 60s --accounts two.csv
