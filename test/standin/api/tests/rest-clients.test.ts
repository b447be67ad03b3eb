import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import jsforce from 'jsforce'
import { afterAll, describe, expect, it } from 'vitest'
import { anOrg } from './an-org.ts'

const home = mkdtempSync(join(tmpdir(), 'standin-home-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the clients of Salesforce', () => {
  it('@salesforce/core logs in by JWT and queries', async () => {
    const { org } = await anOrg()
    const keyFile = join(home, 'server.key')
    writeFileSync(keyFile, org.privateKeyPem)
    Object.assign(process.env, { HOME: home, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', SF_DISABLE_TELEMETRY: 'true' })
    const { AuthInfo, Connection } = await import('@salesforce/core') // only now: it looks at HOME while it loads
    const username = org.users[0]!.username
    const options = { clientId: org.consumerKey, privateKeyFile: keyFile, loginUrl: org.url }
    const authInfo = await AuthInfo.create({ username, oauth2Options: options })
    const connection = await Connection.create({ authInfo })
    const { records } = await connection.query<{ Name: string }>('SELECT Name, IsSandbox FROM Organization')
    expect(records).toMatchObject([{ Name: 'Stand-in Org', IsSandbox: false }])
    expect(authInfo.getFields().orgId).toBe(org.id)
  })

  it('jsforce creates, upserts in bulk, queries all pages and reads the usage', async () => {
    const { org, token } = await anOrg()
    const connection = new jsforce.Connection({ instanceUrl: org.url, accessToken: token, version: '68.0' })
    const created = await connection.sobject('Contact').create({ LastName: 'Doe' })
    expect(created).toMatchObject({ success: true })
    const rows = Array.from({ length: 200 }, (_, n) => ({ Response_Key__c: `k${n}`, Contact__c: created.id! }))
    const upserted = await connection.sobject('Survey_Response__c').upsert(rows, 'Response_Key__c')
    expect(upserted.filter(({ success }) => success)).toHaveLength(200)
    const found = await connection.query('SELECT Contact__r.Name FROM Survey_Response__c', { autoFetch: true })
    expect([found.totalSize, found.records[0]]).toMatchObject([200, { Contact__r: { Name: 'Doe' } }])
    expect(connection.limitInfo.apiUsage).toEqual({ used: 3, limit: 100_000 })
    await expect(connection.sobject('Contact').create({})).rejects.toMatchObject({
      errorCode: 'REQUIRED_FIELD_MISSING',
    })
    await connection.sobject('Contact').destroy(created.id!)
    const described = await connection.describe('Survey_Response__c')
    expect(described.fields.map(({ name }) => name)).toContain('NPS__c')
  })
})
