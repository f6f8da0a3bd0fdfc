/** A moment as one side's clocks show it. `civil` is `2021-12-30T23:30`, `offset` is `+03:00`. */
export interface LocalView {
  side: string
  zone: string
  civil: string
  offset: string
}
