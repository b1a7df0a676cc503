using System.Globalization;
using EksGrader.Simulator.Clusters;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Net;
using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>Answers one get or list: as objects, or as the table that <c>kubectl get</c> prints.</summary>
internal sealed class ObjectReader(HttpContext context, SimulatedCluster cluster, ResourceKind kind, ResourcePath path, TimeProvider time)
{
    private readonly DateTimeOffset now = time.GetUtcNow();

    private sealed record Page(IEnumerable<KubeObject> Items, long Revision, string? Continue, int? Remaining);

    public async Task AnswerAsync()
    {
        try
        {
            var include = TableFormat.Of(context.Request);
            if (path.Name is null)
            {
                await AnswerListAsync(include);
            }
            else
            {
                await AnswerGetAsync(include);
            }
        }
        catch (BadRequestException e)
        {
            await Statuses.BadRequestAsync(context, e.Message);
        }
    }

    private async Task AnswerGetAsync(IncludeObject? table)
    {
        if (cluster.StateAt(now).Get(kind, path.Namespace, path.Name ?? "") is not { } found)
        {
            await Statuses.NotFoundAsync(context, path);
            return;
        }

        if (table is { } include)
        {
            await WriteTableAsync(new Page([found], cluster.RevisionAt(now), null, null), include);
            return;
        }

        await using var body = JsonBody.Begin(context);
        found.Write(body.Json, typed: true);
    }

    private async Task AnswerListAsync(IncludeObject? table)
    {
        var query = context.Request.Query;
        var selector = Selector.Parse(query["labelSelector"], query["fieldSelector"]);
        var at = now;
        var start = "";
        if (query["continue"].ToString() is { Length: > 0 } text)
        {
            var token = ContinueToken.Decode(text);
            at = cluster.TimeOf(token.Revision);
            start = token.Start;
            if (now - at > ContinueToken.Lifetime)
            {
                await Statuses.ExpiredAsync(context, new ContinueToken(cluster.RevisionAt(now), start).Encode());
                return;
            }
        }

        var page = Cut(cluster.StateAt(at), selector, start, Limit(query["limit"]), cluster.RevisionAt(at));
        if (table is { } include)
        {
            await WriteTableAsync(page, include);
        }
        else
        {
            await WriteListAsync(page);
        }
    }

    private static int Limit(string? text) =>
        string.IsNullOrEmpty(text) ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit
        : throw new BadRequestException($"strconv.ParseInt: parsing \"{text}\": invalid syntax");

    private Page Cut(ClusterState state, Selector selector, string start, int limit, long revision)
    {
        var matching = state.List(kind)
            .Where(o => path.Namespace is null || string.Equals(o.Meta.Namespace, path.Namespace, StringComparison.Ordinal))
            .Where(o => start.Length == 0 || string.CompareOrdinal(o.Key, start) > 0)
            .Where(selector.Matches)
            .ToArray();
        if (limit == 0 || matching.Length <= limit)
        {
            return new Page(matching, revision, null, null);
        }

        var remaining = matching.Length - limit;
        return new Page(matching.Take(limit), revision, new ContinueToken(revision, matching[limit - 1].Key).Encode(), selector.IsEmpty ? remaining : null);
    }

    private async Task WriteListAsync(Page page)
    {
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteString("kind"u8, kind.Kind + "List");
        json.WriteString("apiVersion"u8, kind.GroupVersion);
        WriteMetadata(body, page);
        json.WriteStartArray("items"u8);
        foreach (var item in page.Items)
        {
            // The items of a custom resource carry their type, those of built-in kinds do not.
            item.Write(json, typed: kind == ResourceKinds.CloudWatchAgents || ResourceKinds.OfTools.Contains(kind));
            await body.SendIfMuchAsync();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task WriteTableAsync(Page page, IncludeObject include)
    {
        await using var body = JsonBody.Begin(context);
        var json = body.Json;
        var cells = new CellWriter(json, now);
        json.WriteStartObject();
        json.WriteString("kind"u8, "Table"u8);
        json.WriteString("apiVersion"u8, "meta.k8s.io/v1"u8);
        WriteMetadata(body, page);
        json.Raw("columnDefinitions"u8, kind.ColumnDefinitions);
        json.WriteStartArray("rows"u8);
        foreach (var item in page.Items)
        {
            json.WriteStartObject();
            json.WriteStartArray("cells"u8);
            item.WriteCells(cells);
            json.WriteEndArray();
            json.WritePropertyName("object"u8);
            switch (include)
            {
                case IncludeObject.Object:
                    item.Write(json, typed: true);
                    break;
                case IncludeObject.Metadata:
                    item.WritePartial(json);
                    break;
                default:
                    json.WriteNullValue();
                    break;
            }

            json.WriteEndObject();
            await body.SendIfMuchAsync();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMetadata(JsonBody body, Page page)
    {
        var json = body.Json;
        json.WriteStartObject("metadata"u8);
        json.WriteString("resourceVersion"u8, page.Revision.ToString(CultureInfo.InvariantCulture));
        if (page.Continue is { } token)
        {
            json.WriteString("continue"u8, token);
        }

        if (page.Remaining is { } remaining)
        {
            json.WriteNumber("remainingItemCount"u8, remaining);
        }

        json.WriteEndObject();
    }
}
