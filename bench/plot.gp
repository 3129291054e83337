# Owns the picture: each bench's ratio as a bar, its limit as a mark on it.
# usage: gnuplot -e "data='FILE'; picture='FILE.png'" bench/plot.gp

set terminal pngcairo size 1000,480 font "sans,11"
set output picture
set title "cost of ours against the floor: the bar should end below its mark"
set style fill solid 0.7 noborder
set boxwidth 0.6
set yrange [0:*]
set ylabel "ours / floor"
set grid ytics
set xtics rotate by -25 noenhanced
set key top left
over(r, l) = r > l ? r : NaN
plot data using 0:2:xtic(1) with boxes lc rgb "#4f81a8" title "within its limit", \
	data using 0:(over($2, $3)) with boxes lc rgb "#c0504d" title "over", \
	data using ($0 - 0.3):3:(0.6):(0) with vectors nohead lw 3 lc rgb "black" title "limit"
