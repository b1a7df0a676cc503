namespace EksGrader.Api.Host.Auth;

/// <summary>
/// Lets anyone sign in as anyone of one course with one click. Only the demo registers it; without it there is no such endpoint:
/// a real service answers 404.
/// </summary>
/// <param name="Course">The course; admins and people of other courses are out of reach.</param>
public sealed record DemoSignIn(string Course)
{
    /// <summary>Where the page's forms are sent: fields <c>Email</c>, <c>Back</c> (an address of this service) and the antiforgery token.</summary>
    public const string Address = "/demo/sign-in";
}
