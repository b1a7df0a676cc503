using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using NodaTime;

namespace EksGrader.Api.Features.Audit;

/// <summary>The audit trail as a table for spreadsheets: every entry, in the reader's words, beside the stable name of what was done.</summary>
internal sealed class AuditExport(AuditQueries queries)
{
    /// <summary>The most entries of one file; what is older is reached by the filter.</summary>
    public const int Most = 50_000;

    /// <summary>The cells, the header first; missing where there is nothing for the caller.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which entries.</param>
    /// <param name="zone">Where times are shown.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Result<IReadOnlyList<IReadOnlyList<string?>>>> ReadAsync(CurrentUser caller, AuditQuery query, DateTimeZone zone, CancellationToken cancellationToken)
    {
        List<IReadOnlyList<string?>> rows = [["at", "time", "by", "what", "description", "subject", "student", "course", "from", "to", "reason"]];
        string? after = null;
        do
        {
            var read = await queries.ReadAsync(caller, query, new PageQuery(after, Db.Storage.PageRequest.MaxSize), cancellationToken);
            if (!read.IsSuccess)
                return read.Error;
            foreach (var e in read.Value.Items)
                rows.Add([Moments.Machine(e.At), Moments.Format(e.At, zone), e.By, e.What, AuditTexts.Done(e.What), e.Subject, e.Student, e.Course, e.From, e.To, e.Why]);
            after = read.Value.Next;
        }
        while (after is not null && rows.Count <= Most);
        return rows;
    }
}
