import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, TabPanels, Tabs as AriaTabs } from 'react-aria-components'

import './tabs.css'

export interface TabOf {
  id: string
  title: string
  body: ReactNode
}

/** Parts of one page beside each other. The whole list wraps: at 320 px nothing is out of sight. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly TabOf[] }) {
  return (
    <AriaTabs className="tabs">
      <TabList aria-label={label} className="tab-list">
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="tab">
            {title}
          </Tab>
        ))}
      </TabList>
      <TabPanels>
        {tabs.map(({ id, body }) => (
          <TabPanel key={id} id={id}>
            {body}
          </TabPanel>
        ))}
      </TabPanels>
    </AriaTabs>
  )
}
