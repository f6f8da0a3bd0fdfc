/** Every time zone that this browser knows, as options of a field. */
export const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((key) => ({ key, text: key.replaceAll('_', ' ') }))
