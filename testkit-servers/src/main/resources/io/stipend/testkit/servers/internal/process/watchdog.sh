# Ends a server when the JVM that started it is gone, however that died.
#
# Inputs: $1 the signal that asks the server to stop, $2 the folder to delete in the end. Each line on standard input
# names the processes to end, by number: the server first, then any that may be frozen; an empty line names none.
# The JVM holds the only other end of standard input, so its end is the JVM's end. The last line counts.
# Invariant: when this returns, the processes named are gone and so is the folder.

# Interrupting a build from the keyboard reaches this process too; its work is only beginning then.
trap '' HUP INT TERM

signal=$1
folder=$2
processes=
while read -r line; do processes=$line; done

alive() { kill -0 "$1" 2>/dev/null; }

# Waits for a process to end, for a tenth of a second at most $2 times.
await_end() {
  tries=0
  while alive "$1" && [ "$tries" -lt "$2" ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

if [ -n "$processes" ]; then
  server=${processes%% *}
  kill -s "$signal" "$server" 2>/dev/null
  # What is frozen must wake to see the signal, or that its server has gone. Unquoted: many numbers.
  kill -s CONT $processes 2>/dev/null
  await_end "$server" 100
  if alive "$server"; then
    kill -s QUIT "$server" 2>/dev/null
    await_end "$server" 20
    kill -s KILL "$server" 2>/dev/null
  fi
fi
rm -rf "$folder"
