using System.Text.Json;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Support.Api;

/// <summary>A course of one test's own: an instructor, an assistant, students and an assignment, each with a token.</summary>
public sealed class Classroom
{
    private int hosts;

    private Classroom(Service service, string course) => (Service, Course) = (service, course);

    public Service Service { get; }

    public string Course { get; }

    public string Lab => $"/api/courses/{Course}/assignments/lab";

    public required ApiClient Instructor { get; init; }

    public required ApiClient Assistant { get; init; }

    /// <summary>Student s-1.</summary>
    public required ApiClient Student { get; init; }

    /// <summary>Student s-2 of the same course.</summary>
    public required ApiClient Classmate { get; init; }

    public ApiClient Admin => Service.Admin();

    /// <summary>
    /// A time zone in which it is morning now, as a line of an assignment. In the last hour before midnight the end of the day and the hour that a
    /// late submission has are one deadline, and a retry in an hour comes after it.
    /// </summary>
    public static string InTheMorning => $"timeZone: Etc/GMT{(HoursAhead > 0 ? "-" : "+")}{Math.Abs(HoursAhead)}"; // the sign is that of POSIX (tz database, "etcetera")

    /// <summary>A due date long over, 2020-01-01 09:00 UTC, as lines of an assignment in that time zone.</summary>
    public static string PastDue =>
        $"due: {new DateTime(2020, 1, 1, 9, 0, 0, DateTimeKind.Unspecified).AddHours(HoursAhead):yyyy-MM-dd'T'HH:mm}\n{InTheMorning}";

    private static int HoursAhead
    {
        get
        {
            var hours = 8 - TimeProvider.System.GetUtcNow().Hour;
            return hours < -12 ? hours + 24 : hours;
        }
    }

    /// <summary>Makes one.</summary>
    /// <param name="service">The service.</param>
    /// <param name="rules">Further lines of the assignment.</param>
    /// <param name="checks">Its checks.</param>
    public static async Task<Classroom> CreateAsync(Service service, string rules = "", string checks = "[{ check: nodes, points: 20 }, { check: replicas, points: 10 }]")
    {
        var slug = "c-" + Guid.NewGuid().ToString("N")[..12];
        var admin = service.Admin();
        (await admin.PostAsync("/api/courses", $$"""{"slug":"{{slug}}","title":"Clouds"}""")).Is(201);
        (await admin.PutAsync($"/api/courses/{slug}/instructors", $$"""
            {"instructors":[{"email":"teacher@{{slug}}.example"},{"email":"assistant@{{slug}}.example","role":"assistant"}]}
            """)).Is(200);
        (await admin.PutAsync($"/api/courses/{slug}/roster", $"studentId,name,email\ns-1,김민준,s1@{slug}.example\ns-2,=SUM(A1),s2@{slug}.example\n", "text/csv")).Is(200);
        (await admin.PutAsync($"/api/courses/{slug}/assignments/lab", $"assignment: lab\naccess: [kubeconfig, awsRole, course]\n{rules}\nchecks: {checks}\n", "application/yaml")).Is(201);
        return new Classroom(service, slug)
        {
            Instructor = service.Client(await TokenAsync(service, $"teacher@{slug}.example")),
            Assistant = service.Client(await TokenAsync(service, $"assistant@{slug}.example")),
            Student = service.Client(await TokenAsync(service, $"s1@{slug}.example")),
            Classmate = service.Client(await TokenAsync(service, $"s2@{slug}.example")),
        };
    }

    /// <summary>A token for someone, made by the admin.</summary>
    public static async Task<string> TokenAsync(Service service, string email, string scopes = "[]", DateTimeOffset? expiresAt = null)
    {
        var body = JsonSerializer.Serialize(new { name = "test", scopes = JsonSerializer.Deserialize<string[]>(scopes), expiresAt = expiresAt ?? TimeProvider.System.GetUtcNow().AddDays(1), student = email });
        return (await service.Admin().PostAsync("/api/tokens", body)).Is(201).Json.GetProperty("token").GetString() ?? "";
    }

    /// <summary>The host name of a cluster that no other test has.</summary>
    public string NewHost() => $"{Course}-{Interlocked.Increment(ref hosts)}.example";

    /// <summary>Student s-1 submits; the submission's id.</summary>
    public async Task<string> SubmitAsync(string? host = null) =>
        (await Student.PostAsync($"{Lab}/submissions", Kubeconfigs.SubmissionFor(host ?? NewHost()))).Is(202).Id;

    /// <summary>Student s-1 submits and is graded; the submission's id.</summary>
    public async Task<string> GradedAsync(string? host = null)
    {
        var id = await SubmitAsync(host);
        await Student.GradedAsync(id);
        return id;
    }
}
