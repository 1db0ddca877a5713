# Each part is a case of its own too; together they cost one start of the machine.
for part in gpio ble serial; do bash "/case/$part.sh" || exit 1; done
