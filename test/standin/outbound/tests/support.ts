import { afterAll, beforeAll, beforeEach } from 'vitest'
import { OrgControl, until, type Delivery } from '../../control/client.ts'
import { startStandIn, type StandIn } from '../../index.ts'
import { startReceiver, type Receiver } from './receiver.ts'

export type Scene = {
  org: OrgControl
  receiver: Receiver
  settled: () => Promise<Delivery>
  closeCase: (id: string) => Promise<string>
}

/** A stand-in for the file; for each test a new org with the case trigger, and a listener. */
export function setScene(order: Record<string, unknown> = { only: ['Survey_Case_Closed'] }): Scene {
  let standIn: StandIn
  const scene = {
    /** Nothing is due any more: all is delivered, given up or waiting for a later attempt. */
    settled: () =>
      until(
        () => scene.org.outbound(),
        ({ items }) => items.every(({ state, attempts }) => state !== 'pending' || attempts > 0),
      ),
    closeCase: (id: string) => scene.org.save('Case', { Status: 'Closed' }, id),
  } as Scene
  beforeAll(async () => {
    standIn = await startStandIn()
  })
  afterAll(() => standIn.stop())
  beforeEach(async () => {
    scene.receiver = await startReceiver()
    scene.org = await OrgControl.make(standIn.controlUrl)
    await scene.org.deliver(scene.receiver.url, order)
    return () => scene.receiver.stop()
  })
  return scene
}
