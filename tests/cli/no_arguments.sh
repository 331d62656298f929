# Without a command: how it is used, on stderr.
lockstep 2>&1 >/dev/null | sed -n 3p
lockstep 2>/dev/null; echo "exit $?"
# Asked for, the same text is data.
lockstep --help 2>/dev/null | sed -n 3p
lockstep help | cmp - /dev/fd/3 3<<END
$(lockstep --help)
END
lockstep edges --help | sed -n 1p
lockstep --version | cut -d' ' -f1
