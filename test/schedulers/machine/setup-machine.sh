#!/usr/bin/env bash
# What the administrator did before: the user that the runbooks speak of.
set -euo pipefail
useradd --system --home-dir /var/lib/tradebot --shell /usr/sbin/nologin tradebot
