import { fail, ok, type Result, type NewAlert } from '../core/failures.ts'
import type { Door } from '../core/keys.ts'
import { openAlerts, raiseBounded, type Alert } from '../core/tables/alerts.ts'
import { note } from '../core/tables/audit.ts'
import { connection, openConnection, putConnection } from '../core/tables/connections.ts'
import { dueAfter } from '../core/time.ts'
import type { Language } from '../definitions/common.ts'
import type { Document } from '../definitions/documents.ts'
import type { Kind } from '../definitions/library.ts'
import type { Settings } from '../definitions/settings.ts'
import { recordDeliveryEvent, recordNotice, type Delivered } from '../invitation/delivery/events.ts'
import type { DeliveryEvent } from '../invitation/mailer.ts'
import { unsubscribe, unsubscribePage } from '../invitation/delivery/unsubscribe.ts'
import type { Answered, OpenSurvey, Submission } from '../survey/port.ts'
import { findSurvey, markOpened, storeAnswer, storePartial } from '../survey/respond.ts'
import { storeRows, type Rows } from '../trigger/accept.ts'
import { recordChanges } from '../write-back/changes.ts'
import { requestWrites } from '../write-back/writes.ts'
import { OrgActions } from './actions/org-actions.ts'
import * as actions from './api/actions.ts'
import { findAsk, findDocument, findNotification } from './api/find.ts'
import { list, type ListKind, type ListQuery, type Page } from './api/list.ts'
import { publishChecked, type Published } from './api/publish.ts'
import type { Shown } from './api/show.ts'
import { summary, type Summary } from './api/summary.ts'
import { sealConnection, type ConnectionInput } from './apps/store.ts'
import type { Work } from './base/org-base.ts'
import { putSettings } from './tables/org-row.ts'
import { doNotSurvey } from './writes/own-updates.ts'

/** All state of one connected Salesforce org. The object's name is the org's key. Every method here can be called from the edge. */
export class Org extends OrgActions {
  // The road, in its order.

  /** `count`: of all events in `rows`. */
  accept(door: Door, generation: number, rows: Rows[], count: number): Result<{ fresh: number }> {
    return this.opened(door, generation, (sql, now, org) => {
      const stored = storeRows(sql, rows, org.integrationUserId, now)
      this.tally.accepted(sql, door, count, stored.fresh)
      return ok(stored)
    })
  }

  alertBody(door: Door, generation: number, alert: NewAlert): Result<null> {
    return this.opened(door, generation, (sql, now) => {
      this.tally.refused(sql, alert.code)
      return done(raiseBounded(sql, alert, now))
    })
  }

  openSurvey(ref: string): Result<OpenSurvey> {
    return this.connected((sql, now) => findSurvey(sql, ref, now))
  }

  answer(ref: string, submission: Submission): Result<Answered> {
    return this.connected((sql, now) => {
      const stored = storeAnswer(sql, ref, submission, now)
      if (!stored.ok) return stored
      const { answered, change } = stored.value
      if (change) {
        recordChanges(sql, [change.invitationId], change.event, now)
        this.answered(change.invitationId)
      }
      return ok(answered)
    })
  }

  keep(ref: string, submission: Submission): Result<null> {
    return this.connected((sql, now) => {
      const kept = storePartial(sql, ref, submission, now)
      if (kept.ok && kept.value) recordChanges(sql, [kept.value.invitationId], kept.value.event, now)
      return kept.ok ? ok(null) : kept
    })
  }

  seen(ref: string): Result<null> {
    return this.connected((sql, now) => {
      const opened = markOpened(sql, ref, now)
      if (opened.ok && opened.value) this.tools.asked(sql, [opened.value.invitationId], now)
      return opened.ok ? ok(null) : opened
    })
  }

  unsubscribePage(ref: string): Result<{ language: Language | null; done: boolean }> {
    return this.connected((sql) => found(unsubscribePage(sql, ref)))
  }

  unsubscribe(ref: string): Result<null> {
    return this.connected((sql, now) => {
      const unsubscribed = unsubscribe(sql, ref, now)
      if (!unsubscribed) return fail({ code: 'not_found' })
      requestWrites(sql, [doNotSurvey(unsubscribed.invitationId)], dueAfter(now), now)
      return ok(null)
    })
  }

  deliveryEvents(generation: number, events: DeliveryEvent[]): Result<{ matched: number }> {
    return this.opened('hooks', generation, (sql, now) =>
      this.#delivered(
        sql,
        events.map((event) => recordDeliveryEvent(sql, event, now)),
        now,
      ),
    )
  }

  /** A delivery notice that came by mail. It names the mail by the ref of its link, whose mac the edge has checked. */
  deliveryNotice(ref: string, event: DeliveryEvent): Result<{ matched: number }> {
    return this.connected((sql, now) => this.#delivered(sql, [recordNotice(sql, ref, event, now)], now))
  }

  // The admin does the rest. The edge has checked the token's mac; here its generation is checked.

  /** Nothing but whether this token is one. */
  admit(generation: number): Result<null> {
    return this.#admin(generation, () => ok(null))
  }

  overview(generation: number): Result<Summary> {
    return this.#admin(generation, (sql, now, org) => ok(summary(sql, org, now)))
  }

  list(generation: number, kind: ListKind, query: ListQuery): Result<Page> {
    return this.#admin(generation, (sql) => ok(list(sql, kind, query)))
  }

  notification(generation: number, id: string): Result<Shown> {
    return this.#admin(generation, (sql) => found(findNotification(sql, id)))
  }

  ask(generation: number, id: string): Result<Shown> {
    return this.#admin(generation, (sql) => found(findAsk(sql, id)))
  }

  alerts(generation: number): Result<{ rows: Alert[] }> {
    return this.#admin(generation, (sql) => ok({ rows: openAlerts(sql) }))
  }

  document(generation: number, kind: Kind, name: string, version: number | null): Result<Shown> {
    return this.#admin(generation, (sql) => found(findDocument(sql, kind, name, version)))
  }

  publish(generation: number, documents: Document[], dryRun: boolean): Result<{ documents: Published }> {
    return this.#admin(generation, (sql, now) => publishChecked(sql, documents, dryRun, now))
  }

  putSettings(generation: number, settings: Settings): Result<null> {
    return this.#admin(generation, (sql, now) => done(putSettings(sql, settings, now)))
  }

  async putConnection(generation: number, name: string, input: ConnectionInput): Promise<Result<null>> {
    const known = this.#admin(generation, (sql, _now, org) => ok({ org, stored: connection(sql, name) }))
    if (!known.ok) return known
    const { org, stored } = known.value
    const sealed = await sealConnection(this.tools.config, org.orgKey, name, input, stored)
    if (!sealed.ok) return sealed
    this.tools.forget()
    return this.#admin(generation, (sql, now) => {
      putConnection(sql, sealed.value, now)
      return done(note(sql, 'admin', 'connection', name, now))
    })
  }

  reconnect(generation: number, name: string): Result<null> {
    return this.#admin(generation, (sql, now) => {
      if (!openConnection(sql, name, now)) return fail({ code: 'not_found' })
      this.tools.forget()
      return done(note(sql, 'admin', 'reconnect', name, now))
    })
  }

  replay(generation: number, wanted: Parameters<typeof actions.replay>[1]): ReturnType<typeof actions.replay> {
    return this.#admin(generation, (sql, now) => actions.replay(sql, wanted, now))
  }

  dismiss(generation: number, key: string): Result<null> {
    return this.#admin(generation, (sql, now) => actions.dismiss(sql, key, now))
  }

  resend(generation: number, invitationId: string): Result<null> {
    return this.#admin(generation, (sql, now) => actions.resend(sql, invitationId, 'admin', now))
  }

  copyLink(generation: number, invitationId: string): Result<{ url: string }> {
    return this.#admin(generation, (sql, now, org) => {
      const copied = actions.copyLink(sql, invitationId, 'admin', now)
      return copied.ok ? ok({ url: this.tools.surveyUrl(org, copied.value.ref) }) : copied
    })
  }

  settleHeld(generation: number, program: string, approve: boolean): ReturnType<typeof actions.settleHeld> {
    return this.#admin(generation, (sql, now) => actions.settleHeld(sql, program, approve, this.tools.asked, now))
  }

  #admin<T>(generation: number, work: Work<T>): Result<T> {
    return this.opened('api', generation, work)
  }

  /** Salesforce is told what became of the mails, and of the people who do not want to be asked. */
  #delivered(sql: SqlStorage, events: (Delivered | null)[], now: Date): Result<{ matched: number }> {
    const delivered = events.filter((event) => event !== null)
    const ids = delivered.map(({ invitationId }) => invitationId)
    const optedOut = delivered.filter(({ became }) => became === 'opted_out')
    if (ids.length > 0) this.tools.asked(sql, ids, now)
    requestWrites(
      sql,
      optedOut.map(({ invitationId }) => doNotSurvey(invitationId)),
      dueAfter(now),
      now,
    )
    return ok({ matched: ids.length })
  }
}

/** What a change without a value answers. */
const done = (_changed: void): Result<null> => ok(null)
const found = <T>(value: T | null): Result<T> => (value === null ? fail({ code: 'not_found' }) : ok(value))
