# Completes the commands of monarch in bash. 'monarch completion bash' has written this.
# It knows the environments, query sets and migrations of that time: write it again when
# others are added.

_monarch_environments=%environments%
_monarch_query_sets=%query-sets%
_monarch_migrations=%migrations%
_monarch_commands=%commands%

# Sets 'candidates' to the values of an option.
_monarch_values() {
	case $1 in
%values%
	esac
}

# Sets 'candidates' to what an argument can be.
_monarch_arguments() {
	local first=${current%:*} environment
	case $1 in
	environment) candidates=$_monarch_environments ;;
	migration) candidates=$_monarch_migrations ;;
	command) candidates=$_monarch_commands ;;
	shell) candidates=$'bash\nzsh' ;;
	backup)
		candidates=latest
		compopt -o default 2>/dev/null # or the path of a file
		;;
	environment:environment | backup:environment)
		while IFS= read -r environment; do
			if [[ $current == *:* && $environment != "$first" ]]; then
				candidates+=$first:$environment$'\n'
			elif [[ $current != *:* && $1 == environment:* ]]; then
				candidates+=$environment:$'\n'
			fi
		done <<<"$_monarch_environments"
		if [[ $current != *:* ]]; then
			compopt -o nospace 2>/dev/null
			[[ $1 == backup:* ]] && candidates=latest: && compopt -o default 2>/dev/null
		fi
		;;
	esac
}

_monarch() {
	local line=${COMP_LINE:0:COMP_POINT} current= word begun= command= option= ended= count=0
	local options= valued= arguments= candidates= candidate separator prefix= begin
	local -a words
	read -ra words <<<"$line"
	if [[ $line != *[[:space:]] ]]; then
		current=${words[${#words[@]} - 1]}
		unset "words[${#words[@]} - 1]"
	fi
	for word in "${words[@]}"; do
		if [[ -z $begun ]]; then
			[[ $word == "$1" ]] && begun=1
		elif [[ -z $command ]]; then
			command=$word
			case $command in
%cases%
			esac
		elif [[ -n $option ]]; then
			option=
		elif [[ -z $ended && $word == -- ]]; then
			ended=1
		elif [[ -z $ended && $word == -* ]]; then
			[[ " $valued " == *" $word "* ]] && option=$word
		else
			count=$((count + 1))
		fi
	done
	if [[ -z $command ]]; then
		candidates=$_monarch_commands
	elif [[ -n $option ]]; then
		_monarch_values "$option"
	elif [[ -z $ended && $current == --*=* ]]; then
		_monarch_values "${current%%=*}"
		prefix=${current%%=*}=
		candidates=$prefix${candidates//$'\n'/$'\n'$prefix}
	elif [[ -z $ended && $current == -* ]]; then
		candidates=${options// /$'\n'}
	else
		words=($arguments)
		_monarch_arguments "${words[$count]-}"
	fi
	# bash replaces only what follows the last of the characters that break words.
	prefix=
	for separator in '=' ':' '@'; do
		begin=${current%"${current##*"$separator"}"}
		[[ $COMP_WORDBREAKS == *"$separator"* && ${#begin} -gt ${#prefix} ]] && prefix=$begin
	done
	COMPREPLY=()
	while IFS= read -r candidate; do
		if [[ -n $candidate && $candidate == "$current"* ]]; then
			candidate=${candidate#"$prefix"}
			[[ $candidate == *[!A-Za-z0-9_.:@/=-]* ]] && printf -v candidate %q "$candidate"
			COMPREPLY+=("$candidate")
		fi
	done <<<"$candidates"
}

complete -F _monarch monarch
