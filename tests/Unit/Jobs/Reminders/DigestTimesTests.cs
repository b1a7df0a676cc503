using EksGrader.Jobs.Reminders;
using NodaTime;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed class DigestTimesTests
{
    [Fact]
    public void EveryZone_HasOneDigestAndOneSummaryADay_AlsoWhereClocksChange()
    {
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            var at = TimeSpan.FromMinutes(150); // 2:30, which some days have twice and some not at all
            var digests = new HashSet<Instant>();
            var summaries = new HashSet<(Instant DueAt, Instant From, Instant To)>();
            var start = Instant.FromUtc(2026, 3, 1, 0, 0);
            for (var now = start; now < start + Duration.FromDays(245); now += Duration.FromHours(6))
            {
                var (digest, summary) = (DigestTimes.Digest(zone, at, now), DigestTimes.Summary(zone, now));
                Assert.True(digest <= now && now - digest < Duration.FromHours(26), $"{id}: the digest of {now} is of {digest}");
                Assert.True(summary.DueAt <= now && now - summary.DueAt < Duration.FromHours(26), $"{id}: the summary of {now} is of {summary.DueAt}");
                Assert.True(summary.From < summary.To && summary.DueAt == summary.To + DigestTimes.AfterTheDay);
                digests.Add(digest);
                summaries.Add(summary);
            }

            Assert.InRange(digests.Count, 244, 246);
            Assert.All(summaries.OrderBy(s => s.To).Zip(summaries.OrderBy(s => s.To).Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        }
    }
}
