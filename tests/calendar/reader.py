"""Reads a calendar with the PyPI package icalendar and tells what it says, as JSON.

Events: moments in seconds of UTC and what clocks in the event's zone show. Whole days: the days on
which they begin, until the year given as argument.
"""

import datetime
import json
import sys

from dateutil.rrule import rrulestr, rruleset
from icalendar import Calendar

UTC = datetime.timezone.utc


def moment(value):
    return int(value.astimezone(UTC).timestamp())


def event(component):
    start = component.decoded("DTSTART")
    end = component.decoded("DTEND") if "DTEND" in component else start
    return {
        "uid": str(component["UID"]),
        "start": moment(start),
        "end": moment(end),
        "local_start": start.strftime("%Y-%m-%dT%H:%M:%S"),
        "local_end": end.strftime("%Y-%m-%dT%H:%M:%S"),
        "summary": str(component["SUMMARY"]),
        "description": str(component.get("DESCRIPTION", "")),
        "status": str(component["STATUS"]),
        "transparency": str(component["TRANSP"]),
        "sequence": int(component["SEQUENCE"]),
    }


def midnight(day):
    return datetime.datetime(day.year, day.month, day.day)


def dates(component, name):
    found = component.get(name, [])
    found = found if isinstance(found, list) else [found]
    return [midnight(value.dt) for values in found for value in values.dts]


def days(component, year):
    first = midnight(component.decoded("DTSTART"))
    days = rruleset()
    if "RRULE" in component:
        days.rrule(rrulestr(component["RRULE"].to_ical().decode(), dtstart=first))
    else:
        days.rdate(first)
    for day in dates(component, "RDATE"):
        days.rdate(day)
    for day in dates(component, "EXDATE"):
        days.exdate(day)
    last = datetime.datetime(year, 12, 31)
    found = [day.strftime("%Y-%m-%d") for day in days.between(first, last, inc=True)]
    return {"summary": str(component["SUMMARY"]), "days": found}


def main():
    year = int(sys.argv[1])
    calendar = Calendar.from_ical(sys.stdin.buffer.read())
    whole, timed = [], []
    for component in calendar.walk("VEVENT"):
        if isinstance(component.decoded("DTSTART"), datetime.datetime):
            timed.append(event(component))
        else:
            whole.append(days(component, year))
    errors = [str(error) for component in calendar.walk() for error in component.errors]
    told = {
        "method": str(calendar.get("METHOD", "")),
        "refresh_min": int(calendar.decoded("REFRESH-INTERVAL").total_seconds() // 60)
        if "REFRESH-INTERVAL" in calendar
        else None,
        "events": timed,
        "days": whole,
        "errors": errors,
    }
    json.dump(told, sys.stdout)


main()
