#!/bin/bash
# First script of the guest machine: plugs in the devices, then runs the cases on the checkout's own Node and modules.
repo=$(cd "$(dirname "$0")/../../.." && pwd)
. "$repo/../shared/rigs/usb/gadgets.sh"
cd "$repo" || exit 2
exec node_modules/node/bin/node test/devices/guest/main.ts
