import { openAlerts, raiseAlert, type Alert, type NewAlert } from '../core/tables/alerts.ts'
import { note } from '../core/tables/audit.ts'
import { openConnection, putConnection } from '../core/tables/connections.ts'
import { fail, ok, type Result } from '../core/failures.ts'
import type { Door } from '../core/keys.ts'
import { dueAfter } from '../core/time.ts'
import type { Document } from '../definitions/documents.ts'
import { openLibrary, publish, type Kind, type Stored } from '../definitions/library.ts'
import type { Language } from '../definitions/common.ts'
import type { Settings } from '../definitions/settings.ts'
import type { DeliveryEvent } from '../invitation/mailer.ts'
import { recordDeliveryEvent } from '../invitation/delivery.ts'
import { unsubscribe, unsubscribePage } from '../invitation/unsubscribe.ts'
import type { Answered, OpenSurvey, Submission } from '../survey/port.ts'
import { findSurvey, markOpened, storeAnswer, storePartial } from '../survey/respond.ts'
import { causedByOthers, storeNotifications } from '../trigger/accept.ts'
import type { Notification } from '../trigger/notification.ts'
import { requestWrites } from '../write-back/writes.ts'
import * as actions from './api/actions.ts'
import { connectOrg, sealConnection, type ConnectInput, type ConnectionInput } from './api/connect.ts'
import { findNotification, list, type ListKind, type ListQuery, type Page } from './api/lists.ts'
import { OrgBase } from './org-base.ts'
import { isLive, readOrg, type OrgRow } from './org-row.ts'
import { doNotSurvey } from './writes/planned-writes.ts'
import { checkPublish } from './api/publish.ts'
import { summary, type Summary } from './api/summary.ts'

/** All state of one connected Salesforce org. The object's name is the org's key. Every method here can be called from the edge. */
export class Org extends OrgBase {
  // The road, in its order.

  accept(door: Door, generation: number, notifications: Notification[]): Result<{ fresh: number }> {
    return this.opened(door, generation, (sql, now, org) =>
      ok(storeNotifications(sql, causedByOthers(notifications, org.integrationUserId), now)),
    )
  }

  alertBody(door: Door, generation: number, alert: NewAlert): Result<null> {
    return this.opened(door, generation, (sql, now) => done(raiseAlert(sql, alert, now)))
  }

  openSurvey(ref: string): Result<OpenSurvey> {
    return this.withOrg((sql, now) => findSurvey(sql, ref, now))
  }

  answer(ref: string, submission: Submission): Result<Answered> {
    return this.withOrg((sql, now) => {
      const stored = storeAnswer(sql, ref, submission, now)
      if (!stored.ok) return stored
      const { answered, change } = stored.value
      if (change) this.tools.changed(sql, [change.invitationId], change.event, now)
      return ok(answered)
    })
  }

  keep(ref: string, submission: Submission): Result<null> {
    return this.withOrg((sql, now) => {
      const kept = storePartial(sql, ref, submission, now)
      if (kept.ok && kept.value) this.tools.changed(sql, [kept.value.invitationId], kept.value.event, now)
      return kept.ok ? ok(null) : kept
    })
  }

  seen(ref: string): Result<null> {
    return this.withOrg((sql, now) => {
      const opened = markOpened(sql, ref, now)
      if (opened.ok && opened.value) this.tools.asked(sql, [opened.value.invitationId], now)
      return opened.ok ? ok(null) : opened
    })
  }

  unsubscribePage(ref: string): Result<{ language: Language | null; done: boolean }> {
    return this.withOrg((sql) => found(unsubscribePage(sql, ref)))
  }

  unsubscribe(ref: string): Result<null> {
    return this.withOrg((sql, now) => {
      const unsubscribed = unsubscribe(sql, ref, now)
      if (!unsubscribed) return fail({ code: 'not_found' })
      requestWrites(sql, [doNotSurvey(unsubscribed.invitationId)], dueAfter(now), now)
      return ok(null)
    })
  }

  deliveryEvents(generation: number | null, events: DeliveryEvent[]): Result<{ matched: number }> {
    return this.opened('hooks', generation, (sql, now) => {
      const changed = events.flatMap((event) => recordDeliveryEvent(sql, event, now)?.invitationId ?? [])
      if (changed.length > 0) this.tools.asked(sql, changed, now)
      return ok({ matched: changed.length })
    })
  }

  // The operator and the admin. Their routes have checked the mac; here the generation is checked.

  async configure(orgKey: string, input: ConnectInput & { baseUrl: string }): Promise<Result<OrgRow>> {
    if (this.closed) return this.closed
    const connected = await connectOrg(this.commit, this.tools.config, orgKey, input)
    this.tools.forget()
    return connected
  }

  rotate(door: Door, revoke: number | null): Result<OrgRow> {
    return this.withOrg((sql, now, org) => {
      if (revoke === null) sql.exec('UPDATE org SET generation = generation + 1')
      else
        sql.exec(
          'INSERT INTO revocations (door, generation, revoked_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING',
          door,
          revoke,
          now.getTime(),
        )
      note(sql, 'operator', revoke === null ? 'rotate' : 'revoke', door, now)
      return ok(readOrg(sql) ?? org)
    })
  }

  overview(generation: number): Result<Summary> {
    return this.opened('api', generation, (sql, _now, org) => ok(summary(sql, org)))
  }

  list(generation: number, kind: ListKind, query: ListQuery): Result<Page> {
    return this.opened('api', generation, (sql) => ok(list(sql, kind, query)))
  }

  notification(generation: number, id: string): Result<Record<string, unknown>> {
    return this.opened('api', generation, (sql) => {
      return found(findNotification(sql, id))
    })
  }

  alerts(generation: number): Result<Alert[]> {
    return this.opened('api', generation, (sql) => ok(openAlerts(sql)))
  }

  document(generation: number, kind: Kind, name: string): Result<Stored> {
    return this.opened('api', generation, (sql) => {
      return found(openLibrary(sql).current(kind, name))
    })
  }

  /** Checks documents together with those that stay; stores them unless it is only a check. */
  publish(generation: number, documents: Document[], dryRun: boolean): Result<ReturnType<typeof publish>> {
    return this.opened('api', generation, (sql, now) => {
      const problems = checkPublish(openLibrary(sql), documents)
      if (problems.length > 0) return fail({ code: 'invalid_document', problems })
      return ok(dryRun ? [] : publish(sql, documents, now))
    })
  }

  putSettings(generation: number, settings: Settings): Result<null> {
    return this.opened('api', generation, (sql) => {
      sql.exec('UPDATE org SET settings_json = ?1', JSON.stringify(settings))
      return ok(null)
    })
  }

  async putConnection(generation: number, name: string, input: ConnectionInput): Promise<Result<null>> {
    const org = this.opened('api', generation, (_sql, _now, found) => ok(found))
    if (!org.ok) return org
    const sealed = await sealConnection(this.tools.config, org.value.orgKey, name, input)
    if (!sealed.ok) return sealed
    this.tools.forget()
    return this.withOrg((sql, now) => done(putConnection(sql, sealed.value, now)))
  }

  reconnect(generation: number, name: string): Result<null> {
    this.tools.forget()
    return this.opened('api', generation, (sql, now) => done(openConnection(sql, name, now)))
  }

  replay(generation: number, wanted: Parameters<typeof actions.replay>[1]): ReturnType<typeof actions.replay> {
    return this.opened('api', generation, (sql, now) => actions.replay(sql, wanted, now))
  }

  dismiss(generation: number, key: string): Result<null> {
    return this.opened('api', generation, (sql, now) => actions.dismiss(sql, key, now))
  }

  resend(generation: number, invitationId: string): Result<null> {
    return this.opened('api', generation, (sql, now) => actions.resend(sql, invitationId, now))
  }

  copyLink(generation: number, invitationId: string): Result<{ url: string }> {
    return this.opened('api', generation, (sql, now, org) => {
      const copied = actions.copyLink(sql, invitationId, now)
      return copied.ok ? ok({ url: this.tools.surveyUrl(org, copied.value.ref) }) : copied
    })
  }

  settleHeld(generation: number, program: string, approve: boolean): Result<{ settled: number }> {
    return this.opened('api', generation, (sql, now) =>
      actions.settleHeld(sql, program, approve, this.tools.asked, now),
    )
  }

  /** Being called is enough: the constructor worked out what is due. */
  wake(): Result<null> {
    return this.closed ?? ok(this.commit(() => null))
  }

  // What every method goes through.

  private withOrg<T>(work: (sql: SqlStorage, now: Date, org: OrgRow) => Result<T>): Result<T> {
    if (this.closed) return this.closed
    return this.commit((sql, now) => {
      const org = readOrg(sql)
      return org ? work(sql, now, org) : fail({ code: 'unauthorized' }) // its credentials outlived it
    })
  }

  /** @param generation null when the caller needed none: a delivery notice that names a send of ours */
  private opened<T>(
    door: Door,
    generation: number | null,
    work: (sql: SqlStorage, now: Date, org: OrgRow) => Result<T>,
  ): Result<T> {
    return this.withOrg((sql, now, org) =>
      generation === null || isLive(sql, door, generation) ? work(sql, now, org) : fail({ code: 'unauthorized' }),
    )
  }
}

/** What a change without a value answers. */
const done = (_changed: void): Result<null> => ok(null)
const found = <T>(value: T | null): Result<T> => (value === null ? fail({ code: 'not_found' }) : ok(value))
