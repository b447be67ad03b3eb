import * as z from 'zod'
import { deliveryEvents } from './hooks-route.ts'

const page = { 'text/html': 'Page' }
const link = { opensTo: [], answers: { 200: page }, refused: page }

/** The doors of those who get mail, and of those who carry it. */
export const deliveryDoors = [
  {
    route: 'GET /u/{orgKey}/{token}',
    id: 'showUnsubscribe',
    summary: 'The page with the button; changes nothing',
    ...link,
  },
  {
    route: 'POST /u/{orgKey}/{token}',
    id: 'unsubscribe',
    summary: 'Never ask this person again',
    description: 'With any body or none: also the one click of RFC 8058.',
    ...link,
  },
  {
    route: 'POST /hooks/{orgKey}/{connection}',
    id: 'sendDeliveryEvents',
    summary: 'Takes what a mail provider tells of mails',
    opensTo: ['hooks'],
    body: 'DeliveryEvents',
    answers: { 200: 'DeliveryMatched' },
  },
]

export const deliveryShapes = () => ({
  DeliveryEvents: deliveryEvents,
  DeliveryMatched: z.object({ matched: z.int32().describe('Events that named a mail of this org') }),
})
