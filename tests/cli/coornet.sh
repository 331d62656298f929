# CooRnet's rule, its defects included, on shares by hand.
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
table() { { echo object_id,account_id,content_id,timestamp_share && cat; } >"$dir/table.csv"; }
show() { lockstep "$@" "$dir/table.csv" --quiet --trace object --compat coornet; }

echo '== two pairs, 5,000 s apart: a full clique of four'
table <<'CSV'
u,A,1,0
u,B,2,1
u,C,3,5000
u,D,4,5001
CSV
show edges --window 10s

echo '== B at 9 s and C at 11 s are on both sides of a border; A and B are in one bin'
table <<'CSV'
u,A,1,0
u,B,2,9
u,C,3,11
CSV
show edges --window 10s

echo '== two shares of one account make a bin; the whole URL then needs another account, anywhere'
table <<'CSV'
u,A,1,0
u,A,2,1
u,B,3,100
v,A,4,0
v,A,5,1
CSV
show edges --window 10s
show coshares --window 10s

echo '== a share is coordinated when its URL, its moment and its account each are, somewhere'
table <<'CSV'
u,A,1,0
u,B,2,1
v,A,3,300
v,C,4,301
u,A,5,300
u,A,6,7000
w,A,7,300
CSV
show coshares --window 10s

echo '== the edges whose weight is at least the 0.9 quantile of all'
table <<'CSV'
u,A,1,0
u,B,2,1
v,A,3,0
v,B,4,1
w,A,5,0
w,C,6,1
x,C,7,0
x,D,8,1
CSV
show edges --window 10s
show edges --window 10s --edge-weight 0

# Four URLs with two shares and more: second shares after 4, 10, 20 and 30 s; the 0.1 quantile is 5.8 s, so
# that the first alone is kept: of its five shares the third is the first past half, at 9 s.
echo '== the interval, and what it gives where none is named'
table <<'CSV'
u,A,1,100
u,B,2,104
u,C,3,109
u,D,4,300
u,E,5,900
v,A,6,0
v,B,7,10
w,A,8,0
w,B,9,20
x,A,10,0
x,B,11,30
y,A,12,0
CSV
show edges --stats interval
show edges
echo '== an interval of 0 is a second'
table <<'CSV'
u,A,1,0
u,B,2,0
CSV
show edges --stats interval
show edges
for wrong in 'clusters --compat coornet' 'edges --compat coornet --stats accounts' 'edges --compat cnt --stats interval' \
    'edges --compat coornet --window 10s,60s' 'edges --compat coornet --trace near-text'; do
    lockstep $wrong "$dir/table.csv" --quiet 2>&1
done
true
