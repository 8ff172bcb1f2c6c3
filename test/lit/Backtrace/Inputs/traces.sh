# traces.sh COMMAND FILE: what COMMAND prints to stderr for each case of FILE, on one
# line. The cases are the arguments in FILE's lines ";; CASE: ARGUMENT...".
sed -n 's/^;; CASE: //p' "$2" | while read -r arguments; do
  # Unquoted, so that echo joins the lines.
  echo "$arguments:" $($1 $arguments 2>&1)
done
