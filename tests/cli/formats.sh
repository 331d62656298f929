# docs/formats.md is what the program says of itself.
lockstep formats | diff ../../docs/formats.md - && echo same
lockstep formats more || echo "exit $?"
