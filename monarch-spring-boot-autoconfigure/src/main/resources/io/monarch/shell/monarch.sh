#!/bin/sh
# Starts the command line of this application, for example: ./monarch list-environments
#
# The first start with a new jar extracts it and records which classes a start loads. That takes
# some seconds. Later starts use both, and are several times as fast as 'java -jar app.jar monarch'.
#
# MONARCH_JAR    the jar; by default the newest one in target, build/libs or the folder of this script
# MONARCH_CACHE  where extracted jars are kept; by default ~/.cache/monarch/launcher
# JAVA_HOME      the JDK or JRE; by default the java on the PATH
# JAVA_OPTS      more options for the JVM
set -u

here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+"$JAVA_HOME/bin/"}java
command -v "$java" >/dev/null 2>&1 || {
	echo "There is no $java. Install a JRE 17 or later, or set JAVA_HOME." >&2
	exit 2
}

jar=${MONARCH_JAR:-$(ls -t "$here"/target/*.jar "$here"/build/libs/*.jar "$here"/*.jar 2>/dev/null |
	grep -v -e '-plain\.jar$' -e '-sources\.jar$' -e '-javadoc\.jar$' -e '-tests\.jar$' | head -n 1)}
if [ ! -f "$jar" ]; then
	echo "There is no jar${MONARCH_JAR:+ $MONARCH_JAR}. Build the application, or set MONARCH_JAR to its jar." >&2
	exit 2
fi

# A new class is written beside the folder that the jar was built in.
export MONARCH_JAR="$jar"

# Options for short runs: the time is that of the start. JLine and zstd bring native code, of which
# a newer JVM warns.
fast='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable --enable-native-access=ALL-UNNAMED'

identity=$(stat -L -c '%s-%Y-%i' "$jar" 2>/dev/null || stat -L -f '%z-%m-%i' "$jar")
key=$(printf '%s %s %s %s %s' "$jar" "$identity" "$(command -v "$java")" "${JAVA_HOME:-}" "$fast" | cksum | cut -d ' ' -f 1)
cache=${MONARCH_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/monarch/launcher}
app=$cache/$(basename "$jar" .jar)-$key

prepare() {
	echo "Preparing $(basename "$jar") for faster starts, once" >&2
	(umask 077 && mkdir -p "$cache") || return 1
	"$java" -Djarmode=tools -jar "$jar" extract --destination "$app.$$" >/dev/null 2>&1 || return 1
	mv "$app.$$"/*.jar "$app.$$/application.jar" || return 1
	mv "$app.$$" "$app" 2>/dev/null || return 0 # another start was faster
	# The archive is valid for the path of the jar, so it is made when that is final.
	if "$java" -XX:AOTCacheOutput="$app/classes.aot.$$" -version >/dev/null 2>&1; then
		"$java" $fast -XX:AOTCacheOutput="$app/classes.$$" -jar "$app/application.jar" monarch list-environments >/dev/null 2>&1
		option=-XX:AOTCache=
	else
		"$java" $fast -XX:ArchiveClassesAtExit="$app/classes.$$" -jar "$app/application.jar" monarch list-environments >/dev/null 2>&1
		option=-XX:SharedArchiveFile=
	fi
	rm -f "$app/classes.aot.$$"
	mv "$app/classes.$$" "$app/classes" 2>/dev/null && printf '%s' "$option" >"$app/option"
	return 0
}

if [ ! -d "$app" ] && ! prepare; then
	rm -rf "$app.$$"
	exec "$java" $fast ${JAVA_OPTS:-} -jar "$jar" monarch "$@"
fi
[ -f "$app/option" ] && fast="$fast $(cat "$app/option")"
case $fast in
*=) exec "$java" ${fast% *} "${fast##* }$app/classes" ${JAVA_OPTS:-} -jar "$app/application.jar" monarch "$@" ;;
*) exec "$java" $fast ${JAVA_OPTS:-} -jar "$app/application.jar" monarch "$@" ;;
esac
