using EksGrader.Tests.Api.Support;
using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Every page of the program, some in several states. A page that is not here fails <see cref="PageTableTests"/>.</summary>
public static class PageTable
{
    private const string Gradebook = "/courses/{course}/assignments/{assignment}/gradebook";
    private const string Projector = "/courses/{course}/assignments/{assignment}/projector";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PageRow> Rows { get; } =
    [
        new("home-admin", "/", Who.Admin, At("/")),
        new("sign-in", "/sign-in", Who.Nobody, At("/sign-in")),
        new("invitation-code", "/invitation", Who.Nobody, At("/invitation")),
        new("invitation-ended", "/invitation", Who.Nobody, At("/invitation?code=AAAA-BBBB-CCCC-DDDD"), 404),
        new("invitation", "/invitation", Who.Nobody, async school => $"/invitation?code={await school.Service.InviteAsync(school.Own[2].Student.Email)}"),
        new("account", "/account", Who.Instructor, At("/account")),
        new("demo", "/demo", Who.Nobody, At("/demo")),
        new("gradebook", Gradebook, Who.Instructor, At(InAssignment("gradebook"))),
        new("gradebook-narrowed", Gradebook, Who.Instructor, At(InAssignment("gradebook?show=submitted&sort=-score&q=a"))),
        new("gradebook-nobody", Gradebook, Who.Instructor, At(InAssignment("gradebook?q=nobody-is-called-this"))),
        new("gradebook-student", Gradebook, Who.Instructor, school => Task.FromResult(InAssignment($"gradebook?student={school.Class[2].Student.Id}"))),
        new("projector", Projector, Who.Instructor, At(InAssignment("projector"))),
        new("projector-numbers", Projector, Who.Instructor, At(InAssignment("projector?ids=1"))),
        new("missing", "", Who.Admin, At("/courses/nobody-has-this"), 404),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names => [.. Rows.Select(r => r.Name)];

    /// <summary>The row of that name.</summary>
    public static PageRow Named(string name) => Rows.First(r => r.Name == name);

    private static string InAssignment(string page) => $"/courses/{School.Course}/assignments/{School.Assignment}/{page}";

    private static Func<School, Task<string>> At(string address) => _ => Task.FromResult(address);
}
