# Messages from side to side.
precedence = Precedence
precedence-routine = ROUTINE
precedence-priority = PRIORITY
precedence-immediate = IMMEDIATE
precedence-flash = FLASH
message-sealed = Sealed to the leadership. You acknowledge it without reading it.
message-state-sent = Sent
message-state-delivered = Arrived
message-state-presented = Before somebody’s eyes
message-state-acknowledged = Acknowledged
message-state-unanswered = Not acknowledged in time
message-line-fault = Line fault: not known whether it arrived
message-acknowledge = Acknowledge
