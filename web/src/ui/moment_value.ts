/** Of the text of a day and a time of day, `2021-12-30T23:30`, or a half of it: `2021-12-30T`, `T23:30`. */
export function parts_of(value: string): { day: string | null; hour: string | null } {
  const [day = '', hour = ''] = value.split('T')
  return { day: day === '' ? null : day, hour: hour === '' ? null : hour }
}
