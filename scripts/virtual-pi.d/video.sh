source /case/lib.sh
camera_on
v4l2-ctl -d0 --set-fmt-video=width=640,height=360,pixelformat=YUYV
check 'five frames come' timeout 60 v4l2-ctl -d0 --stream-mmap --stream-count=5 --stream-to=/tmp/frames
check 'each is a whole picture' test "$(stat -c %s /tmp/frames)" = $((5 * 640 * 360 * 2))
timeout 60 v4l2-ctl -d0 --stream-mmap --stream-count=500 > /tmp/stream 2>&1 &
stream=$!
sleep 2
v4l2-ctl -d0 -c disconnect=1 2> /dev/null
wait_for 30 'pulled, its stream ends' sh -c "! kill -0 $stream"
