/* eslint-disable jsx-a11y-x/no-redundant-roles, jsx-a11y-x/no-interactive-element-to-noninteractive-role -- said below */
import type { ReactNode } from 'react'

import './table.css'

export interface Column<T> {
  id: string
  title: string
  cell: (row: T) => ReactNode
}

interface TableProps<T> {
  caption: string
  /** The first column names the row. */
  columns: readonly Column<T>[]
  rows: readonly T[]
  id_of: (row: T) => string
}

/**
 * Facts to read, in rows. Roles are written out because browsers forget them once the style sheet turns
 * rows into cards, where it is narrow.
 */
export function Table<T>({ caption, columns, rows, id_of }: TableProps<T>) {
  return (
    <div className="table-place">
      <table className="table" role="table">
        <caption className="only-heard">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ id, title }) => (
              <th key={id} scope="col" role="columnheader">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={id_of(row)} role="row">
              {columns.map(({ id, title, cell }, at) =>
                at === 0 ? (
                  <th key={id} scope="row" role="rowheader">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={id} role="cell" data-label={title}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
