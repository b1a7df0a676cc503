using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Application.Accounts;

/// <summary>Brings accounts into the service: signing in, invitations, and what people do to their own account.</summary>
internal static class AccountServices
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section)).Validate(o => o.IsValid, SiteOptions.UrlForm).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiteOptions>, SiteHostsValidation>();
        services.AddSingleton<InvitationPost>();
        services.AddHostedService(s => s.GetRequiredService<InvitationPost>());
        services.AddSingleton<PasswordPost>();
        services.AddHostedService(s => s.GetRequiredService<PasswordPost>());
        services.AddOptions<DataProtectionTokenProviderOptions>().Configure<IOptions<SiteOptions>>((tokens, site) => tokens.TokenLifespan = site.Value.PasswordLinkLife);
        return services
            .AddScoped<SignIns>()
            .AddScoped<NewPasswords>()
            .AddScoped<PasswordLinks>()
            .AddScoped<CredentialEviction>()
            .AddScoped<InvitationMint>()
            .AddScoped<Invitations>()
            .AddScoped<Admins>()
            .AddScoped<Welcomes>()
            .AddScoped<FirstAdmin>()
            .AddScoped<Profiles>()
            .AddScoped<RosterStates>()
            .AddScoped<PasskeyCommands>();
    }
}
