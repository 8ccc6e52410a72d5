#!/bin/sh
# Starts Alertmanager with the receivers that the environment names: sh alertmanager.sh PROGRAM [ARGUMENT…]
#
#   MILLRACE_ALERT_WEBHOOK_URL           gets each group of alerts as JSON by POST
#   MILLRACE_ALERT_TELEGRAM_BOT_TOKEN    of a bot, as BotFather gives it; with the chat's number
#   MILLRACE_ALERT_TELEGRAM_CHAT_ID      a whole number, negative for groups
#   MILLRACE_ALERT_TELEGRAM_API_URL      https://api.telegram.org unless set
#   MILLRACE_ALERTMANAGER_CONFIG         where the configuration is written; /tmp/alertmanager.yml unless set
#
# The first three may come from files instead (…_FILE). With none of them, alerts are only shown on Alertmanager's page. Alertmanager
# itself reads no environment, and versions before 0.26 no secrets from files, so the configuration is written here, for the owner's
# eyes only. POSIX sh, since the container's image has no more. Exit code 2: a setting is wrong.
set -eu

fail() {
  printf 'alertmanager.sh: %s\n' "$*" >&2
  exit 2
}

# The value of a setting, or what the file that NAME_FILE names holds.
setting() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  if [ -n "$value" ] && [ -n "$file" ]; then
    fail "both $1 and $1_FILE are set: keep one"
  fi
  if [ -n "$file" ]; then
    [ -r "$file" ] || fail "$1_FILE is $file, which cannot be read"
    value=$(cat "$file")
    [ -n "$value" ] || fail "$1_FILE is $file, which is empty"
  fi
  case $value in
    *"
"*) fail "$1 has more than one line" ;;
  esac
}

# As a YAML text.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"
}

http_url() {
  case $2 in
    http://?* | https://?*) ;;
    *) fail "$1 is $2; allowed: an http:// or https:// address" ;;
  esac
}

[ $# -gt 0 ] || fail "no program is named: sh alertmanager.sh PROGRAM [ARGUMENT…]"

setting MILLRACE_ALERT_WEBHOOK_URL
webhook=$value
setting MILLRACE_ALERT_TELEGRAM_BOT_TOKEN
token=$value
setting MILLRACE_ALERT_TELEGRAM_CHAT_ID
chat=$value
api=${MILLRACE_ALERT_TELEGRAM_API_URL:-https://api.telegram.org}
config=${MILLRACE_ALERTMANAGER_CONFIG:-/tmp/alertmanager.yml}

[ -z "$webhook" ] || http_url MILLRACE_ALERT_WEBHOOK_URL "$webhook"
http_url MILLRACE_ALERT_TELEGRAM_API_URL "$api"
if [ -n "$token" ] && [ -z "$chat" ]; then
  fail "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN is set and MILLRACE_ALERT_TELEGRAM_CHAT_ID is not: set both, or none for no Telegram"
fi
if [ -z "$token" ] && [ -n "$chat" ]; then
  fail "MILLRACE_ALERT_TELEGRAM_CHAT_ID is set and MILLRACE_ALERT_TELEGRAM_BOT_TOKEN is not: set both, or none for no Telegram"
fi
case $token in
  '' | [0-9]*:?*) ;;
  # Not its value: it may be a real one with a typing error.
  *) fail "MILLRACE_ALERT_TELEGRAM_BOT_TOKEN is not a bot's token; allowed: NUMBER:TEXT, as BotFather gives it" ;;
esac
case ${chat#-} in
  *[!0-9]* | 0*) fail "MILLRACE_ALERT_TELEGRAM_CHAT_ID is $chat; allowed: a whole number other than 0, such as -1001234567890" ;;
  '') [ -z "$chat" ] || fail "MILLRACE_ALERT_TELEGRAM_CHAT_ID is $chat; allowed: a whole number other than 0" ;;
esac

umask 077
{
  cat "$(dirname "$0")/routes.yml"
  echo
  echo 'receivers:'
  echo '  - name: people'
  if [ -n "$webhook" ]; then
    echo '    webhook_configs:'
    echo "      - url: $(quoted "$webhook")"
    echo '        send_resolved: true'
  fi
  if [ -n "$token" ]; then
    echo '    telegram_configs:'
    echo "      - api_url: $(quoted "$api")"
    echo "        bot_token: $(quoted "$token")"
    echo "        chat_id: $chat"
    echo '        send_resolved: true'
    echo '        parse_mode: HTML'
    echo "        message: '{{ template \"millrace.telegram\" . }}'"
  fi
  echo
  echo 'templates:'
  echo "  - $(quoted "$(cd "$(dirname "$0")" && pwd)/templates/*.tmpl")"
} >"$config"
if [ -z "$webhook$token" ]; then
  echo "alertmanager.sh: no receiver is set (MILLRACE_ALERT_WEBHOOK_URL, or MILLRACE_ALERT_TELEGRAM_BOT_TOKEN and …_CHAT_ID): alerts are only shown on Alertmanager's page" >&2
fi

exec "$@" --config.file="$config"
