using System.Text.RegularExpressions;
using EksGrader.Tests.Api.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api;

/// <summary>Every endpoint × every role × own and foreign data, in one table.</summary>
public sealed partial class AuthorisationTests(SharedService shared)
{
    // A row: what is asked, then the answers to: nobody, foreign student, classmate, its student, assistant, foreign instructor, instructor, admin.
    // "+" stands for whatever is neither 401, 403 nor 404.
    private static readonly (string Call, string Answers)[] Table =
    [
        ("GET /api/courses", "401 + + + + + + +"),
        ("POST /api/courses {}", "401 403 403 403 403 403 403 +"),
        ("GET /api/courses/{course}", "401 404 + + + 404 + +"),
        ("PUT /api/courses/{course}/instructors {}", "401 403 403 403 403 403 403 +"),
        ("GET /api/courses/{course}/roster", "401 404 404 404 404 404 + +"),
        ("PUT /api/courses/{course}/roster csv", "401 404 404 404 404 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}", "401 404 + + + 404 + +"),
        ("PUT /api/courses/{course}/assignments/{assignment} {}", "401 404 403 403 403 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/access?student=s-1", "401 404 404 + 404 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/access/test?student=s-1 {}", "401 404 404 + 404 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/submissions?student=s-1 {}", "401 404 404 + 404 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/gradebook", "401 404 404 404 + 404 + +"),
        ("GET /api/submissions/{id}", "401 404 404 + + 404 + +"),
        ("GET /api/submissions/{id}/events", "401 404 404 + + 404 + +"),
        ("GET /api/submissions/{id}/recording", "401 404 404 404 + 404 + +"),
        ("POST /api/submissions/{id}/look", "401 404 404 + + 404 + +"),
        ("POST /api/submissions/{id}/regrade {}", "401 404 404 403 403 404 + +"),
        ("PUT /api/submissions/{id}/checks/{check}/override {}", "401 404 404 403 + 404 + +"),
        ("DELETE /api/submissions/{id}/checks/{check}/override", "401 404 404 403 404 404 404 404"),
        ("POST /api/tokens {}", "401 + + + + + + +"),
        ("DELETE /api/tokens/{token}", "401 404 404 404 404 404 404 404"),
        ("GET /api/jobs", "401 404 404 404 + + + +"),
        ("POST /api/jobs/{token}/retry", "401 404 404 404 404 404 404 404"),
        ("GET /api/courses/{course}/assignments/{assignment}/extensions", "401 404 403 403 403 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/extensions {}", "401 404 403 403 403 404 + +"),
        ("DELETE /api/courses/{course}/assignments/{assignment}/extensions/{token}", "401 404 403 403 403 404 404 404"),
        ("GET /api/audit", "401 404 404 404 404 + + +"),
        ("GET /api/audit?course={course}", "401 404 404 404 404 404 + +"),
    ];

    [Fact]
    public async Task EveryRole_GetsWhatItMay()
    {
        var service = shared.Service;
        var (room, foreign) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var id = await room.GradedAsync();
        ApiClient[] callers = [service.Client(token: null), foreign.Student, room.Classmate, room.Student, room.Assistant, foreign.Instructor, room.Instructor, room.Admin];
        var wrong = new List<string>();
        foreach (var (call, answers) in Table)
        {
            var expected = answers.Split(' ');
            for (var i = 0; i < callers.Length; i++)
            {
                var status = await CallAsync(callers[i], call, room, id);
                var shown = status is 401 or 403 or 404 ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : status < 500 ? "+" : "failed";
                if (shown != expected[i])
                    wrong.Add($"{call}: caller {i} got {status} instead of {expected[i]}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void EveryEndpoint_StandsInTheTable()
    {
        var told = Table.Select(row => Normal(row.Call.Split(' ')[0], row.Call.Split(' ')[1].Split('?')[0])).ToHashSet(StringComparer.Ordinal);
        var there = shared.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api", StringComparison.Ordinal) == true)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => Normal(m, e.RoutePattern.RawText ?? "")) ?? []);
        Assert.Equal(told.Order(StringComparer.Ordinal), there.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static async Task<int> CallAsync(ApiClient caller, string call, Classroom room, string id)
    {
        var parts = call.Split(' ');
        var path = parts[1].Replace("{course}", room.Course, StringComparison.Ordinal).Replace("{assignment}", "lab", StringComparison.Ordinal)
            .Replace("{id}", id, StringComparison.Ordinal).Replace("{check}", "nodes", StringComparison.Ordinal)
            .Replace("{token}", Guid.Empty.ToString(), StringComparison.Ordinal);
        var body = parts.Length < 3 ? null : parts[2] == "csv" ? "nothing" : parts[2];
        var reply = await caller.SendAsync(new HttpMethod(parts[0]), path, body, parts.Length == 3 && parts[2] == "csv" ? "text/csv" : "application/json");
        return reply.Status;
    }

    private static string Normal(string method, string path) => $"{method} {Parameter().Replace(path, "{}").TrimEnd('/')}";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
