// Reads a calendar with the npm package ical.js and tells what it says, as JSON: the same as
// reader.py. Arguments: where the package is installed, the last year of whole days.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [installed, lastYear] = process.argv.slice(2);
const library = join(installed, "node_modules/ical.js/dist/ical.js");
const { default: ICAL } = await import(pathToFileURL(library));

const two = (number) => String(number).padStart(2, "0");
const day = (time) => `${time.year}-${two(time.month)}-${two(time.day)}`;
const clock = (time) => `${day(time)}T${two(time.hour)}:${two(time.minute)}:${two(time.second)}`;

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = [];
const days = [];
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  if (event.startDate.isDate) {
    const found = [];
    const iterator = event.iterator();
    for (let next = iterator.next(); next && next.year <= lastYear; next = iterator.next()) {
      found.push(day(next));
    }
    days.push({ summary: event.summary, days: found });
    continue;
  }
  events.push({
    uid: event.uid,
    start: event.startDate.toUnixTime(),
    end: event.endDate.toUnixTime(),
    local_start: clock(event.startDate),
    local_end: clock(event.endDate),
    summary: event.summary,
    description: event.description ?? "",
    status: component.getFirstPropertyValue("status"),
    transparency: component.getFirstPropertyValue("transp"),
    sequence: event.sequence,
  });
}
const refresh = calendar.getFirstPropertyValue("refresh-interval");
const told = {
  method: calendar.getFirstPropertyValue("method") ?? "",
  refresh_min: refresh ? ICAL.Duration.fromString(String(refresh)).toSeconds() / 60 : null,
  events,
  days,
  errors: [],
};
process.stdout.write(JSON.stringify(told));
