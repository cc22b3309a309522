#compdef monarch
# Completes the commands of monarch in zsh. 'monarch completion zsh' has written this.
# It knows the environments, query sets and migrations of that time: write it again when
# others are added.

_monarch_environment_names=(%environments%)
_monarch_query_set_names=(%query-sets%)
_monarch_migration_ids=(%migrations%)
_monarch_commands=(
%commands%
)

_monarch_environment() {
	local expl
	_wanted environments expl environment compadd -a _monarch_environment_names
}

_monarch_query_set() {
	local expl
	_wanted query-sets expl 'query set' compadd -a _monarch_query_set_names
}

_monarch_migration() {
	local expl
	_wanted migrations expl migration compadd -a _monarch_migration_ids
}

_monarch_command() {
	_describe -t commands command _monarch_commands
}

_monarch_environment_pair() {
	local expl
	if compset -P '*:'; then
		_monarch_environment
	else
		_wanted environments expl environment compadd -q -S : -a _monarch_environment_names
	fi
}

_monarch_backup() {
	local expl
	_wanted backups expl backup compadd latest
	_files
}

_monarch_backup_and_environment() {
	local expl
	if compset -P '*:'; then
		_monarch_environment
	else
		_wanted backups expl backup compadd -q -S : latest
		_files -q -S :
	fi
}

_monarch() {
	if (( CURRENT == 2 )); then
		_monarch_command
		return
	fi
	local command=$words[2]
	shift words
	(( CURRENT-- ))
	case $command in
%cases%
	esac
}

if [[ $funcstack[1] == _monarch ]]; then
	_monarch "$@"
else
	compdef _monarch monarch
fi
