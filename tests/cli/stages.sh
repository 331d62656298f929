# pairs.csv, by hand (--trace url, window 60 s; objects x, y, z, w):
# x: ann 0:00, bob 0:30 and 1:00 (60 s: inclusive), cy 1:31 (31 s after bob's second, 61 s after his
# first). y: bob 10 s before ann. z: both at once. w: cy alone. Five co-shares, four of ann and bob.
# Edge ann–bob: |Δ| 30, 60, 10, 0: mean 25, median 20; ann strictly first in 2 of 4; weight
# 1/ln 4 + 2/ln 3. Similarity: idf of x is ln(4/4) + 1 = 1, of y and z i = ln(4/3) + 1; ann has
# (1, i, i), bob (1 + ln 2, i, i): 0.96968938. Chance: d = 3, 3, 2; M = 8; π of x is 2/3 (ann–cy do not
# meet); S = (3/8)² 2/3 + 2 (2/8)² = 7/32; λ = 9 S = 63/32; P(≥ 3) = 1 − e^−λ (1 + λ + λ²/2) =
# 0.31486582; q = 3 p, for 3 pairs. bob–cy, with --min-objects 1: λ = 6 S, p = 1 − e^−λ = 0.73085365.
for stage in traces coshares edges 'edges --min-objects 1' 'edges --min-objects 4' \
    'coshares --window 59s' 'coshares --window 61s' clusters; do
    echo "== $stage"
    lockstep $stage pairs.csv --trace url --quiet
done

# ring.csv: ada, ben and cem share five addresses, 10 s apart; zoe shares 45 that nobody else does.
# d = 5, 5, 5, 45; M = 60; S = 5 (3/60)² = 1/80; λ = 25/80; P(≥ 5) = 1.916017523e-05; three equal p of
# 6 pairs: q = 6/3 p; weight 5/ln 4. The ring has q_C = 15/60 of the activity: each of its five
# episodes gains 3 ln 4 − ln 4 − ln 2 = ln 8. Evidence 5 ln 8 − ln C(4, 3) − ln 3 − ln 20 = ln 136.53 = 4.91656879;
# where the trace `time` competes, ln 2 less.
for stage in edges clusters; do
    echo "== $stage"
    lockstep $stage ring.csv --trace url
done 2>&1
echo '== clusters of all traces'
lockstep clusters ring.csv --quiet
