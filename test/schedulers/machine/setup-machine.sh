#!/usr/bin/env bash
# What the administrator did before: the user that the runbooks speak of, with its directories, and a person.
set -euo pipefail
useradd --system --home-dir /var/lib/ai-tradebot --shell /usr/sbin/nologin tradebot
install --directory --owner=tradebot --group=tradebot --mode=0700 /var/lib/ai-tradebot /var/log/ai-tradebot /etc/ai-tradebot
useradd --create-home anna
