# Reads "+ duty" and "- duty" lines until the JVM that writes them is gone, then does the duties left:
#   kill PID          SIGKILL a process (also a suspended one)
#   kill-file FILE    SIGKILL the process whose id is the first line of the file
#   quit-file FILE    SIGQUIT it: PostgreSQL's immediate shutdown, which also takes its children and shared memory
#   delete FOLDER
# Ctrl-C reaches the whole process group: this process must outlive it.
trap '' HUP INT QUIT TERM
duties=$(awk '/^\+ /{d[substr($0, 3)] = 1} /^- /{delete d[substr($0, 3)]} END{for (x in d) print x}')
signal() {
  [ -n "$2" ] && kill "-$1" "$2" 2>/dev/null
}
first_line() {
  [ -r "$1" ] && head -n 1 "$1"
}
printf '%s\n' "$duties" | while read -r verb what; do
  case $verb in
    kill) signal KILL "$what" ;;
    kill-file) signal KILL "$(first_line "$what")" ;;
    quit-file) signal QUIT "$(first_line "$what")" ;;
  esac
done
# A server on its way out may still write: try until the folder stays away.
printf '%s\n' "$duties" | while read -r verb what; do
  [ "$verb" = delete ] || continue
  tries=0
  while [ -e "$what" ] && [ "$tries" -lt 100 ]; do
    rm -rf "$what" 2>/dev/null || sleep 0.1
    tries=$((tries + 1))
  done
done
