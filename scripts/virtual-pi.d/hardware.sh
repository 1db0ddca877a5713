# Each part is also a separate case; together they need only one start of the machine.
for part in gpio ble serial; do bash "/case/$part.sh" || exit 1; done
