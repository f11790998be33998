#!/usr/bin/env bash
# Register a household, find it a place, give it the beds, and find it again,
# with curl alone. Usage: URL=http://127.0.0.1:8080 TOKEN=psl_… docs/operating/register-with-curl.sh
#
# A token comes from the account page, from "passerelle token create LOGIN
# --label LABEL", or, in the demonstration, from its ready file.
set -euo pipefail
: "${URL:?where Passerelle listens}" "${TOKEN:?a token of an account that may register and place}"

api() { # METHOD PATH [BODY]: prints the answer; a refusal ends the script with its problem document
  local key; key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') # one key per mutation: a repeated request is carried out once
  curl --silent --show-error --fail-with-body --request "$1" "$URL/api/v1$2" \
    --header "Authorization: Bearer $TOKEN" --header "Idempotency-Key: $key" \
    --header 'Content-Type: application/json' ${3:+--data "$3"}
}

centres=$(api GET '/centres?type=first_reception&status=open&phase=first')
centre=$(grep -oE '"id":"[0-9a-z]{26}"' <<<"$centres" | head -n 1 | cut -d '"' -f 4)
org=$(grep -oE '"org_id":"[0-9a-z]{26}"' <<<"$centres" | head -n 1 | cut -d '"' -f 4)
echo "registering at centre $centre of organisation $org"

household=$(api POST /households "{
  \"org\": \"$org\", \"centre\": \"$centre\", \"head\": 0,
  \"persons\": [
    {\"given\": \"Yordanos\", \"family\": \"Haile\", \"sex\": \"f\", \"birth\": \"1994-05-17\", \"nationalities\": [\"ERI\"],
     \"languages\": [{\"code\": \"ti\", \"level\": \"native\", \"interpreter\": true}]},
    {\"given\": \"Natnael\", \"family\": \"Haile\", \"sex\": \"m\", \"birth\": \"2019\", \"nationalities\": [\"ERI\"], \"relationship\": \"SON\"}
  ]}")
id=$(grep -oE '"household":"[0-9a-z]{26}"' <<<"$household" | head -n 1 | cut -d '"' -f 4)
echo "registered household $id"

places=$(api GET "/households/$id/places")
room=$(grep -oE '"room(_id)?":"[0-9a-z]{26}"' <<<"$places" | head -n 1 | cut -d '"' -f 4)
warnings=$(grep -oE '"warnings":\[[^]]*\]' <<<"$places" | head -n 1 | cut -d : -f 2)
api POST "/households/$id/placements" "{\"from\": \"$(date +%F)\", \"rooms\": [\"$room\"], \"accepted\": ${warnings:-[]}}" >/dev/null
echo "placed in room $room"

api GET "/households/$id/stays" | grep -q "$room" && echo "found again, with its beds"
